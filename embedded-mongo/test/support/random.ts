/** Repeatable randomness for tests: the same seed gives the same run. */

/** Draws numbers and choices. */
export interface Random {
  /** A number from 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A list of at most `most` elements. */
  list<T>(most: number, create: () => T): T[];
}

/** Creates a source of randomness from a seed, by mulberry32 (https://github.com/bryc/code/blob/master/jshash/PRNGs.md). */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)]!,
    list: (most, create) => Array.from({ length: below(most + 1) }, create),
  };
}

/** The seed of this run: TEST_SEED, or a new one. */
export function seedOfRun(): number {
  return Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
}
