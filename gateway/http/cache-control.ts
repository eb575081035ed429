/** Says how long an answer may be kept: no longer than every subgraph that it came from says, and as privately. */

/**
 * Combines the `Cache-Control` headers of the fetches behind one answer (RFC 9111, 5.2.2). Where one of them says nothing,
 * or nothing was fetched, the answer may not be kept.
 */
export function combineCacheHints(hints: readonly (string | undefined)[], identified: boolean): string {
  const parsed = hints.map(parseHint);
  const seconds = Math.min(...parsed.map((hint) => hint?.maxAgeSeconds ?? 0));
  if (parsed.length === 0 || seconds <= 0) return neverKept;
  // What somebody may see, nobody else may see by way of a cache between.
  const scope = identified || parsed.some((hint) => hint?.isPrivate) ? "private" : "public";
  return `max-age=${seconds}, ${scope}`;
}

/** For whatever is not known to be good for longer. */
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
