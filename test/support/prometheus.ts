/** The tools of Prometheus, from the Debian package `prometheus`. */
import { execFileSync } from "node:child_process";
import { describe } from "@jest/globals";

/** `describe`, or `describe.skip` with a printed line where Prometheus is not installed. In CI its absence fails. */
export function describeWithPrometheus(): typeof describe | typeof describe.skip {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return describe;
  } catch {
    if (process.env["CI"] === "true") throw new Error("Prometheus is not installed, and in CI it must be.");
    process.stderr.write("Prometheus is not installed: its tests are skipped.\n");
    return describe.skip;
  }
}

/** Runs promtool; returns what it prints. @throws Error with that when it finds a mistake. */
export function runPromtool(...parameters: string[]): string {
  return execFileSync("promtool", parameters, { encoding: "utf8" });
}
