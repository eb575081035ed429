/** Bounds how many traces are recorded because a stranger's `traceparent` says so. */

/** Returns a test that passes `perSecond` times in each second. */
export function createSampleAllowance(perSecond: number): () => boolean {
  let second = 0;
  let left = 0;
  return () => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      left = perSecond;
    }
    left -= 1;
    return left >= 0;
  };
}
