/** Runs the doctor for this process: its arguments, its environment, its exit code. */
import { runCommand } from "../../platform/lifecycle.js";
import type { Finding } from "./finding.js";
import { runDoctor } from "./run-doctor.js";

/**
 * Examines and prints; `before` is what the launcher has found. The caller ends the process: what is left of a check
 * whose time was over would keep it.
 */
export function runDoctorCommand(args: string[], before: readonly Finding[] = []): Promise<void> {
  return runCommand(async () => {
    process.exitCode = await runDoctor(args, process.env, { before });
  });
}
