/** Limits the nesting of values, because recursion over a deeper value would overflow the stack. */

/** The depth that no document and no value may exceed, whatever the limits are. */
export const deepestNesting = 200;

/** Does the value contain more levels of lists and objects? Works without recursion. */
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
