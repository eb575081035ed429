/** Compares how long two things take, so that noise of the machine does not decide. */
import { expect } from "@jest/globals";

/** What two ways of asking take, sampled in turns. */
interface Comparison {
  /** How often the second took longer than the first, of all pairs: 0.5 when they cannot be distinguished. */
  secondIsSlower: number;
  medians: [first: number, second: number];
}

/** So many that alike answers seem different in less than one run of ten thousand; the fewer, the greater must a difference be. */
const { samples, least, most } =
  process.env["TEST_TIER"] === "full"
    ? { samples: 30, least: 0.2, most: 0.8 }
    : { samples: 12, least: 0.04, most: 0.96 };

/** Expects that nobody tells by the time which of the two was asked. */
export async function expectAlike(
  first: (index: number) => Promise<unknown>,
  second: (index: number) => Promise<unknown>,
): Promise<void> {
  const { secondIsSlower } = await compareTimes(samples, first, second);
  expect(secondIsSlower).toBeGreaterThan(least);
  expect(secondIsSlower).toBeLessThan(most);
}

/** Takes `samples` of each, in turns and now one, now the other first. Milliseconds. */
async function compareTimes(
  samples: number,
  first: (index: number) => Promise<unknown>,
  second: (index: number) => Promise<unknown>,
): Promise<Comparison> {
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
  return {
    secondIsSlower: pairs.reduce<number>((sum, one) => sum + one, 0) / pairs.length,
    medians: [median(times[0]), median(times[1])],
  };
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
