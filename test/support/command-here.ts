/** Runs a command in the test's own process, which has loaded its modules: a tenth of what a child process takes. */
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { projectRoot } from "../../platform/project-root.js";

/** What a command leaves: its exit code, and what it printed on both streams. */
export interface EndedCommand {
  code: number;
  output: string;
}

let runs = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `commands/NAME.ts` with these arguments, environment and standard input; one command after another. For commands that
 * end by themselves: what a signal does, and what the launcher does before, needs `runLauncher`.
 */
export function runCommandHere(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  input = "",
): Promise<EndedCommand> {
  const run = () => runAlone(name, args, environment, input);
  const ended = last.then(run, run);
  last = ended;
  return ended;
}

async function runAlone(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  input: string,
): Promise<EndedCommand> {
  const { argv, env, exit, exitCode, stdin, stdout, stderr } = process;
  const writers = [stdout, stderr].map((stream) => ({ stream, write: stream.write }));
  let output = "";
  const record = (chunk: string | Uint8Array) => {
    output += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    return true;
  };
  process.argv = [process.execPath, name, ...args];
  process.env = { ...environment };
  process.exitCode = 0;
  process.exit = () => {
    throw new Error(`${name} ends its process: run it by runLauncher.`);
  };
  Object.defineProperty(process, "stdin", { value: Readable.from([Buffer.from(input)]), configurable: true });
  for (const { stream } of writers) stream.write = record;
  try {
    // A module runs once for each address: the query makes another one of it.
    runs += 1;
    const module = pathToFileURL(join(projectRoot, "dist", "commands", `${name}.js`));
    await import(`${module.href}?run=${runs}`);
    return { code: Number(process.exitCode), output };
  } finally {
    for (const { stream, write } of writers) stream.write = write;
    Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
    Object.assign(process, { argv, env, exit, exitCode });
  }
}
