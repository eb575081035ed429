import { relative } from "node:path";
import { root } from "./run.mjs";

/** A change that breaks something seldom fails so few files; a busy machine does. */
const mostFiles = 3;

/**
 * Runs the failed files of a run once more, each alone, by `again(file)`, and counts as passed what passes then. It names
 * these files, since an unsteady test is a fault to mend. More failed files than three stay failed.
 */
export async function retryFailed(first, again, say = console.log) {
  const files = (first.outcome?.failedFiles ?? []).map((file) => relative(root, file));
  if (files.length === 0 || files.length > mostFiles) return first;
  const unsteady = [];
  let failed = 0;
  for (const file of files) {
    say(`\nRuns once more, alone: ${file}`);
    const { code, outcome } = await again(file);
    if (code === 0) unsteady.push(file);
    else failed += Math.max(1, outcome?.failed ?? 1);
  }
  if (unsteady.length > 0) say(`\nUNSTEADY, passed only the second time: ${unsteady.join(", ")}`);
  const passed = first.outcome.passed + Math.max(0, first.outcome.failed - failed);
  return { code: failed === 0 ? 0 : first.code, outcome: { ...first.outcome, passed, failed } };
}
