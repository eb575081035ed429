/** Runs the doctor for this process: its arguments, its environment, its exit code. */
import { runCommand } from "../../platform/lifecycle.js";
import type { Finding } from "./finding.js";
import { runDoctor } from "./run-doctor.js";

/**
 * Examines and prints; `before` are the findings of the launcher. The caller ends the process, because a check that
 * exceeded its time may still be running.
 */
export function runDoctorCommand(args: string[], before: readonly Finding[] = []): Promise<void> {
  return runCommand(async () => {
    process.exitCode = await runDoctor(args, process.env, { before });
  });
}
