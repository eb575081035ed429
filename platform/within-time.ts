/** Waits for a result for a limited time. */

/**
 * Resolves or rejects as `work` does; rejects with an Error of this message after the time limit. The work itself
 * continues, and its result is ignored.
 */
export async function withinTime<Result>(
  milliseconds: number,
  work: Promise<Result>,
  message = `No answer within ${milliseconds} ms.`,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
