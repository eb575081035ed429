/** Runs a child process for the launcher and knows where the project is. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/**
 * Runs a program in the project's folder with this terminal and resolves to its exit code.
 * A signal reaches the child by itself (it is in the same group or npm forwards it); this process waits.
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

/** Runs npm itself: the one that started us, or the one on the PATH. */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith(".js")
    ? run(process.execPath, [npm, ...args], options)
    : run(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}
