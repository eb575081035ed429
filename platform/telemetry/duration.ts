/** What histograms of durations have in common. */

/** Boundaries in seconds, as the semantic conventions advise for durations of requests. */
const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Returns the options of a histogram of durations in seconds. */
export const durationOptions = (description: string) => ({
  description,
  unit: "s",
  advice: { explicitBucketBoundaries: boundaries },
});

/** Returns the seconds since a time of `performance.now()`. */
export const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;
