/** Runs child processes of the launcher, and knows the project's folder. */
import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/**
 * Runs a program in the project's folder with this terminal, and resolves to its exit code. A signal reaches the child
 * directly (it is in the same group, or npm forwards it); this process waits.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: "inherit", ...options });
    const wait = (signal) => child.kill(signal);
    process.on("SIGINT", wait).on("SIGTERM", wait);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", wait).off("SIGTERM", wait);
      resolve(code ?? 1);
    });
  });
}

const lastChanceMilliseconds = 3_000;

/**
 * Runs a program that may ignore a signal, in a process group of its own, and resolves to its exit code. SIGINT or
 * SIGTERM is sent to the whole group, which is killed when it does not end soon; the code is then 130.
 */
function runToBeKilled(program, args, options) {
  return new Promise((resolve, reject) => {
    const isGroup = process.platform !== "win32";
    const child = spawn(program, args, { cwd: root, stdio: "inherit", detached: isGroup, ...options });
    let interrupted = false;
    let timer;
    const signalAll = (signal) => {
      try {
        process.kill(isGroup ? -child.pid : child.pid, signal);
      } catch {
        // It has ended.
      }
    };
    const onSignal = () => {
      interrupted = true;
      signalAll("SIGTERM");
      timer ??= setTimeout(() => signalAll("SIGKILL"), lastChanceMilliseconds);
    };
    process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      clearTimeout(timer);
      if (interrupted) signalAll("SIGKILL");
      resolve(interrupted ? 130 : (code ?? 1));
    });
  });
}

/** Runs npm: the one that started this process, or the one on the PATH. */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith(".js")
    ? runToBeKilled(process.execPath, [npm, ...args], options)
    : runToBeKilled(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}

const quietMilliseconds = 5_000;

/** Runs a program and resolves to its trimmed output; null when it fails or does not exist. */
export function runQuietly(program, args) {
  return new Promise((resolve) => {
    const options = { timeout: quietMilliseconds, shell: process.platform === "win32" };
    execFile(program, args, options, (error, output) => resolve(error ? null : output.trim()));
  });
}
