/** Runs the whole system for a benchmark, with its default settings. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lifecycle } from "../platform/closer-stack.js";
import { freePorts } from "../schema/services.js";

/** A system that runs. */
export interface RunningSystem {
  /** The gateway's URL. */
  url: string;
  pid: number;
}

/** Starts `npm start` in a process of its own, on a folder that is deleted afterwards. */
export async function startSystem(
  { onStop }: Pick<Lifecycle, "onStop">,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningSystem> {
  const directory = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  onStop(() => rmSync(directory, { recursive: true }));
  // With the options of this process, such as --cpu-prof.
  const child = spawn(process.execPath, [...process.execArgv, "dist/commands/start.js"], {
    env: {
      ...process.env,
      ...freePorts,
      DATA_DIR: directory,
      LOG_DIR: join(directory, "logs"),
      LOG_LEVEL: "warn",
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill("SIGTERM"));
  onStop(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("close", () => reject(new Error(`The system did not start:\n${text}`)));
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const url = /Graph +(http:\S+)\/graphql[\s\S]*Ctrl-C/.exec(text)?.[1];
      if (url !== undefined) resolve({ url, pid: child.pid! });
    });
  });
}
