/** Compares the durations of two requests, so that noise of the machine does not decide. */
import { expect } from "@jest/globals";

/**
 * Equal durations leave these limits in less than one run of ten thousand; with fewer samples, only a greater difference
 * is found.
 */
const { samples, least, most } =
  process.env["TEST_TIER"] === "full"
    ? { samples: 30, least: 0.2, most: 0.8 }
    : { samples: 12, least: 0.04, most: 0.96 };

/** Expects that the two cannot be distinguished by their durations. */
export async function expectAlike(
  first: (index: number) => Promise<unknown>,
  second: (index: number) => Promise<unknown>,
): Promise<void> {
  const slower = await partOfSlower(first, second);
  expect(slower).toBeGreaterThan(least);
  expect(slower).toBeLessThan(most);
}

/**
 * Takes the samples in turns, now one, now the other first. Returns the part of all pairs in which the second takes longer
 * than the first: 0.5 when they cannot be distinguished.
 */
async function partOfSlower(
  first: (index: number) => Promise<unknown>,
  second: (index: number) => Promise<unknown>,
): Promise<number> {
  const times: [number[], number[]] = [[], []];
  const sample = async (which: 0 | 1, index: number) => {
    const startedAt = performance.now();
    await (which === 0 ? first : second)(index);
    times[which].push(performance.now() - startedAt);
  };
  // The first round warms up.
  for (let index = -1; index < samples; index++) {
    const order: (0 | 1)[] = index % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) await sample(which, index);
    if (index < 0) for (const warm of times) warm.length = 0;
  }
  const pairs = times[0].flatMap((a) => times[1].map((b) => (b > a ? 1 : b === a ? 0.5 : 0)));
  return pairs.reduce<number>((sum, one) => sum + one, 0) / pairs.length;
}
