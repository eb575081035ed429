/** Services in Python for tests, each in a process of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { describe } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";

/** Debian's own first: another Python on the path does not see Debian's packages. */
const programs = ["/usr/bin/python3", "python3"];
const startMilliseconds = 60_000;
/** The one that has what the test file needs. */
let found: string | undefined;

/** `describe`, or `describe.skip` with a printed line where no Python has these packages. In CI their absence fails. */
export function describeWithPython(packages: readonly string[]): typeof describe | typeof describe.skip {
  found = findPython(packages);
  if (found !== undefined) return describe;
  const reason = `No Python has the packages ${packages.join(", ")}`;
  if (process.env["CI"] === "true") throw new Error(`${reason}, and in CI one must.`);
  process.stderr.write(`${reason}: its tests are skipped.\n`);
  return describe.skip;
}

function findPython(packages: readonly string[]): string | undefined {
  return programs.find((program) => {
    try {
      execFileSync(program, ["-c", `import ${packages.join(", ")}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

/** A server that runs. */
export interface PythonServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Runs `python3 -m MODULE …` in a folder of the project, and waits until it prints its URL. It writes no compiled files
 * there. @throws Error with what it wrote when it does not start.
 */
export async function startPython(
  folder: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<PythonServer> {
  const child = spawn(found!, ["-m", ...command], {
    cwd: join(projectRoot, folder),
    env: { PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1", ...environment },
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = () => {
    child.kill("SIGKILL");
    return closed;
  };
  try {
    return { url: await findUrl(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves to the first URL of this machine in the output. */
function findUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = () => reject(new Error(`It did not start:\n${output}`));
    const timer = setTimeout(fail, startMilliseconds);
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk) => {
        output += chunk;
        const url = /http:\/\/127\.0\.0\.1:[1-9]\d*(?=\D)/.exec(output)?.[0];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    }
    child.once("close", () => {
      clearTimeout(timer);
      fail();
    });
    child.once("error", fail);
  });
}
