/** Counts the changes that this page has asked for, so that no answer from before one of them replaces it. */

let changes = 0;

/** Returns a number that is another one after each change. */
export const changeCount = (): number => changes;

/** Runs what changes something on the server. */
export async function changing<Result>(change: () => Promise<Result>): Promise<Result> {
  changes += 1;
  try {
    return await change();
  } finally {
    changes += 1;
  }
}
