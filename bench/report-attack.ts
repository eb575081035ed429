/** Prints the table of what an attack does to others. */
import type { AttackReport } from "./attack-process.js";
import { median, percentile } from "./percentile.js";
import { type Phase, phaseMilliseconds, type Read } from "./read-steadily.js";

/** One round. */
export interface AttackResult {
  quiet: Phase;
  attacked: Phase;
  attacker: AttackReport;
}

/** Prints the row of an attack: the medians of its rounds, and what was refused. */
export function report(title: string, results: readonly AttackResult[]): void {
  const p99 = ({ reads }: Phase, key: keyof Read = "milliseconds") =>
    percentile(
      reads.map((one) => one[key]),
      0.99,
    );
  const of = (value: (result: (typeof results)[number]) => number) => median(results.map(value));
  const refused = new Map<string, number>();
  for (const { attacked, quiet } of results) {
    for (const [code, count] of [...attacked.refused, ...quiet.refused])
      refused.set(code, (refused.get(code) ?? 0) + count);
  }
  const cells = [
    of(({ quiet }) => p99(quiet)).toFixed(1),
    of(({ attacked }) => p99(attacked)).toFixed(1),
    of(({ quiet, attacked }) => p99(attacked) / p99(quiet)).toFixed(2),
    of(({ quiet, attacked }) => p99(attacked, "loopMilliseconds") / p99(quiet, "loopMilliseconds")).toFixed(
      2,
    ),
    [...refused.values()].reduce((sum, count) => sum + count, 0),
    results.reduce((sum, { attacker }) => sum + attacker.requests, 0),
    (100 * of(({ attacked }) => attacked.loopShare)).toFixed(0),
    (100 * of(({ quiet }) => quiet.loopShare)).toFixed(0),
    ((100 * of(({ attacker }) => attacker.cpuMilliseconds)) / phaseMilliseconds).toFixed(0),
    of(({ attacked }) => attacked.largestMebibytes).toFixed(0),
  ];
  console.log([title, ...cells.map(String)].map(pad).join(""));
  for (const [message, count] of refused) console.log(`  ${count} times: ${message}`);
}

/** Pads a cell of the table. */
export function pad(cell: string, index: number): string {
  return index === 0 ? cell.padEnd(34) : cell.padStart(9);
}
