/** Bounds how deeply values are nested. What is deeper would overflow the stack of whatever walks it. */

/** Levels that neither a document nor a value may pass, whatever the limits are set to. */
export const deepestNesting = 200;

/** Holds the value more levels of lists and objects within one another? Walks it without recursion. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next: object[] = [];
    for (const one of level)
      for (const inner of Object.values(one))
        if (typeof inner === "object" && inner !== null) next.push(inner);
    level = next;
  }
  return false;
}
