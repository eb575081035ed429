/** Compares this machine's clock with those of the servers in use; no other machine is asked. */
import { ok, type Result, wrong } from "./finding.js";
import { findFile } from "./folders.js";

/** A clock to compare with. */
export interface OtherClock {
  /** e.g. `the database server`. */
  owner: string;
  /** How far this machine's clock is ahead of it. */
  aheadMilliseconds: number;
}

/**
 * Tokens are accepted for 30 seconds after they expire (platform/identity/token-verifier.ts), codes of apps for as
 * long.
 */
const toleranceMilliseconds = 15_000;
const mend = "Set the clock; on a server, let NTP keep it.";

/** Compares the clocks. `writtenFile` is a file of this machine: the clock cannot be before it. */
export function checkClock(others: readonly OtherClock[], writtenFile: string, now = Date.now()): Result[] {
  const writtenAt = findFile(writtenFile)?.mtimeMs ?? 0;
  const behindFile = writtenAt - now;
  const results = others
    .filter(({ aheadMilliseconds }) => Math.abs(aheadMilliseconds) > toleranceMilliseconds)
    .map(({ owner, aheadMilliseconds }) => {
      const direction = aheadMilliseconds > 0 ? "ahead of" : "behind";
      const seconds = Math.round(Math.abs(aheadMilliseconds) / 1000);
      return wrong(`This machine's clock is ${seconds} seconds ${direction} that of ${owner}.`, mend);
    });
  if (behindFile > toleranceMilliseconds) {
    results.push(wrong(`This machine's clock is before the time at which ${writtenFile} was written.`, mend));
  }
  if (results.length > 0) return results;
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  const largest = Math.max(...others.map(({ aheadMilliseconds }) => Math.abs(aheadMilliseconds)));
  const owners = others.map(({ owner }) => owner).join(" and ");
  return [
    ok(
      others.length === 0
        ? `It is ${time} here; there is no other clock to compare with.`
        : `It is ${time} here, as for ${owners} (within ${(largest / 1000).toFixed(1)} s).`,
    ),
  ];
}
