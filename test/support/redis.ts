/** A Redis of a test's own, which it may stop, hold up and start again; no other Redis is ever touched. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "@jest/globals";
import { findFreePort } from "./service-process.js";

/** A server on a port of its own that keeps nothing on disk. */
export interface PrivateRedis {
  url: string;
  /** Starts it and resolves when it responds. */
  start(): Promise<void>;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** Lets connections be, but answers nothing until `resume`. */
  hold(): void;
  resume(): void;
  /** Ends it and takes its folder away. */
  remove(): Promise<void>;
}

const program = "redis-server";
const startMilliseconds = 20_000;

/** `describe`, or `describe.skip` with a printed line where Redis is not installed. In CI its absence fails. */
export function describeWithRedis(): typeof describe | typeof describe.skip {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return describe;
  } catch {
    if (process.env["CI"] === "true") throw new Error("Redis is not installed, and in CI it must be.");
    process.stderr.write("Redis is not installed: its tests are skipped.\n");
    return describe.skip;
  }
}

/** Prepares a server; it does not run yet. */
export async function preparePrivateRedis(): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-redis-"));
  const port = await findFreePort();
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child === null) return;
    const ended = new Promise((resolve) => child!.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
    child = null;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const parameters = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
      child = spawn(program, parameters, { stdio: "ignore" });
      const deadline = Date.now() + startMilliseconds;
      while (!(await answers(port))) {
        if (Date.now() > deadline || child.exitCode !== null) throw new Error("Redis did not start.");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    kill,
    hold: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
