/** Waits for a result for a limited time. */

/** The result did not come within the time limit. */
export class LateAnswer extends Error {}

/**
 * Resolves or rejects as `work` does; rejects with a LateAnswer of this message after the time limit. The work itself
 * continues, and its result is ignored.
 */
export async function withinTime<Result>(
  milliseconds: number,
  work: Promise<Result>,
  message = `No answer within ${milliseconds} ms.`,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LateAnswer(message)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
