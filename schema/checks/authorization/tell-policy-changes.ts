/** Says of a changed policy which callers gain or lose an element. */
import type { Finding, OperationHit } from "../finding.js";
import { describeAudience, gainedBy } from "./audience.js";
import { chapter } from "./chapter.js";
import type { PolicyChange } from "./compare-policies.js";

/** Elements that a message names. */
const mostNamed = 8;

/** Returns the finding of a policy that more callers satisfy. */
export function tellLoosened({ coordinate, isInherited, was, is, effects }: PolicyChange): Finding {
  const gained = namesOf(effects.map((one) => gainedBy(one.was, one.is)));
  return {
    chapter,
    severity: "breaking",
    kind: "authorization-loosened",
    coordinate,
    message: `More callers may use it: ${gained || "some with several grants"}.${tellReach(coordinate, isInherited, effects)}`,
    was: describeAudience(was),
    is: describeAudience(is),
  };
}

/** Returns the finding of a policy that fewer callers satisfy, with the operations that would be refused. */
export function tellTightened(
  { coordinate, isInherited, was, is, effects }: PolicyChange,
  hits: readonly OperationHit[],
): Finding {
  const lost = namesOf(effects.map((one) => gainedBy(one.is, one.was)));
  return {
    chapter,
    severity: "dangerous",
    kind: "authorization-tightened",
    coordinate,
    message: `Fewer callers may use it; refused from now on: ${lost || "some with several grants"}.${tellReach(coordinate, isInherited, effects)}`,
    was: describeAudience(was),
    is: describeAudience(is),
    ...(hits.length > 0 && { hits }),
  };
}

function tellReach(coordinate: string, isInherited: boolean, effects: PolicyChange["effects"]): string {
  const others = effects.map((one) => one.coordinate).filter((one) => one !== coordinate);
  const cause = isInherited
    ? " The directives that it inherits differ: those of an implementation, of its type, or of what its @requires selects."
    : "";
  if (others.length === 0) return cause;
  const more = others.length > mostNamed ? `, and ${others.length - mostNamed} more` : "";
  return `${cause} This concerns ${others.slice(0, mostNamed).join(", ")}${more} as well.`;
}

function namesOf(columns: readonly (readonly string[])[]): string {
  return [...new Set(columns.flat())].join(", ");
}
