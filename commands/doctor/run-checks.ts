/** Runs checks concurrently, each with a time limit; a failing check does not affect the others. */
import { withinTime } from "../../platform/within-time.js";
import { asSentence, type Finding, type Result, toSafeFinding, wrong } from "./finding.js";

/** A check by its name. */
export type Check = readonly [name: string, run: () => Result[] | Promise<Result[]>];

const checkMilliseconds = 10_000;

/** Runs all checks at once; passes their findings to `report`, in the order of the checks. */
export async function runChecks(
  checks: readonly Check[],
  report: (findings: readonly Finding[]) => void,
  milliseconds = checkMilliseconds,
): Promise<void> {
  const running = checks.map(async ([name, run]) => {
    const results = await runCheck(run, milliseconds);
    return results.map((result) => toSafeFinding({ check: name, ...result }));
  });
  for (const findings of running) report(await findings);
}

async function runCheck(run: Check[1], milliseconds: number): Promise<Result[]> {
  try {
    const work = Promise.resolve().then(run);
    return await withinTime(milliseconds, work, `it did not end within ${milliseconds / 1000} seconds`);
  } catch (error) {
    return [wrong(`This check failed: ${asSentence((error as Error).message)}`)];
  }
}
