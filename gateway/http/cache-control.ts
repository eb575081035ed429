/** Computes the `Cache-Control` of a response: the strictest one of its fetches. */

/**
 * Combines the `Cache-Control` headers of the fetches of one response (RFC 9111, 5.2.2). Where a fetch has none, or
 * nothing was fetched, caches must not store the response.
 */
export function combineCacheHints(hints: readonly (string | undefined)[], identified: boolean): string {
  const parsed = hints.map(parseHint);
  const seconds = Math.min(...parsed.map((hint) => hint?.maxAgeSeconds ?? 0));
  if (parsed.length === 0 || seconds <= 0) return neverKept;
  // A response for one caller must not reach others through a shared cache.
  const scope = identified || parsed.some((hint) => hint?.isPrivate) ? "private" : "public";
  return `max-age=${seconds}, ${scope}`;
}

/** For all other responses. */
export const neverKept = "no-store";

function parseHint(header: string | undefined): { maxAgeSeconds: number; isPrivate: boolean } | null {
  const directives = (header ?? "")
    .toLowerCase()
    .split(",")
    .map((one) => one.trim());
  const age = directives.map((one) => /^max-age="?(\d+)"?$/.exec(one)?.[1]).find((one) => one !== undefined);
  if (age === undefined || directives.includes("no-store") || directives.includes("no-cache")) return null;
  return { maxAgeSeconds: Number(age), isPrivate: !directives.includes("public") };
}
