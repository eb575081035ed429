/** Runs the project's own commands as a person would, as child processes, in folders of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../platform/project-root.js";
import { freePorts } from "../../schema/services.js";

/** A command that runs or has run. */
export interface RunningCommand {
  process: ChildProcess;
  /** What it has printed so far, both streams. */
  output: () => string;
  /** Resolves when the output matches; rejects when the command ends before, or two minutes have nearly passed. */
  until: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Exit code, or null when a signal ended it. */
  ended: Promise<number | null>;
}

/** Below the limit of a test, so that the failure shows the output. */
const patienceMilliseconds = 110_000;

/** An empty folder that is deleted at the end of the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings under which a command touches nothing outside `folder`, on any free ports. */
export function isolated(folder: string): NodeJS.ProcessEnv {
  const {
    MONGODB_URI: _database,
    RABBITMQ_URL: _broker,
    RABBITMQ_HOST: _host,
    NODE_ENV: _test,
    NODE_OPTIONS: _flags,
    ...environment
  } = process.env;
  return {
    ...environment,
    DATA_DIR: join(folder, "data"),
    LOG_DIR: join(folder, "logs"),
    BCRYPT_COST: "4",
    ...freePorts,
  };
}

/** Runs `npm run NAME -- ARGS` with input on its standard input, in a process group of its own. */
export function runNpm(
  name: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  input = "",
): RunningCommand {
  return run("npm", ["run", "--silent", name, "--", ...args], environment, input);
}

/** Runs what `npm run NAME` runs, without npm around it. */
export function runLauncher(
  name: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  input = "",
  folder = projectRoot,
): RunningCommand {
  return run(process.execPath, ["commands/launch.mjs", name, ...args], environment, input, folder);
}

function run(
  program: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  input: string,
  folder = projectRoot,
): RunningCommand {
  const child = spawn(program, args, { cwd: folder, env: environment, detached: true });
  let text = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      resolve(code);
      for (const listener of listeners) listener();
    });
  });
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`It did not print ${pattern}:\n${text}`)),
        patienceMilliseconds,
      );
      const look = () => {
        const match = pattern.exec(text);
        const over = child.exitCode !== null || child.signalCode !== null;
        if (match === null && !over) return;
        clearTimeout(timer);
        listeners.delete(look);
        if (match === null) reject(new Error(`It ended without printing ${pattern}:\n${text}`));
        else resolve(match);
      };
      listeners.add(look);
      look();
    });
  return { process: child, output: () => text, until, ended };
}

/** Starts the whole system and returns its command and the gateway's address. */
export async function startCommand(
  environment: NodeJS.ProcessEnv,
  runIt: typeof runLauncher = runNpm,
): Promise<RunningCommand & { url: string }> {
  const command = runIt("start", [], environment);
  const [, url = ""] = await command.until(/Graph +(http:\S+)\/graphql[\s\S]*Ctrl-C/);
  return { ...command, url };
}

/** Sends a signal to the whole group, as a terminal does with Ctrl-C. */
export function signalGroup(command: RunningCommand, signal: NodeJS.Signals): void {
  process.kill(-(command.process.pid ?? 0), signal);
}
