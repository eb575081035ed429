/** Says what a change of an argument or an input field means for the clients that send it. */
import { isNonNullType } from "graphql";
import type { Draft } from "./draft.js";
import type { BothSides } from "./input-sides.js";

/** An argument or a field of an input type. */
export interface Sent {
  /** `argument` or `input-field`, as kinds begin. */
  what: "argument" | "input-field";
  coordinate: string;
  /** The key of operations that send the field or input type at all. */
  parent: string;
}

/** Returns the draft for an input that only the head has. */
export function added(
  { what, coordinate, parent }: Sent,
  is: string,
  isRequired: boolean,
  hasDefault: boolean,
): Draft {
  if (isRequired) {
    const message = "It must be sent: an operation without it is refused.";
    return {
      severity: "breaking",
      kind: `required-${what}-added`,
      coordinate,
      is,
      message,
      uses: [[parent]],
    };
  }
  return {
    severity: hasDefault ? "dangerous" : "safe",
    kind: `${what}-added`,
    coordinate,
    is,
    message: hasDefault
      ? "The server acts by its default for every client that does not send it."
      : "No client sends it yet, and none must.",
    uses: hasDefault ? [[parent]] : [],
  };
}

/** Returns the draft for an input that only the base has. */
export const removed = ({ what, coordinate }: Sent, was: string): Draft => ({
  severity: "breaking",
  kind: `${what}-removed`,
  coordinate,
  was,
  message: "It is gone: an operation that sends it is refused.",
  uses: [[coordinate]],
});

/** An operation that may leave it out, or send null, has the key with a question mark. */
const becomesRequired = ({ what, coordinate }: Sent, was: string, is: string): Draft => ({
  severity: "breaking",
  kind: `${what}-made-required`,
  coordinate,
  was,
  is,
  message: "It must be sent now, and not as null: an operation that leaves it out is refused.",
  uses: [[`?${coordinate}`]],
});

/** Returns the draft for another default; null where the change of the type tells it. */
export function defaultChanged(sent: Sent, sides: BothSides): Draft | null {
  const { was, is, wasType, isType, wasRequired, isRequired } = sides;
  if (isRequired && !wasRequired) {
    // If the type has changed as well, that is told.
    return String(wasType) === String(isType) ? becomesRequired(sent, was, is) : null;
  }
  return {
    // A required one had no default that a client could have relied on.
    severity: wasRequired ? "safe" : "dangerous",
    kind: `${sent.what}-default-changed`,
    coordinate: sent.coordinate,
    was,
    is,
    message: "An operation that leaves it out does something else than before, without an error.",
    uses: [[`?${sent.coordinate}`]],
  };
}

/** Returns the draft for another type. */
export function typeChanged(sent: Sent, sides: BothSides, isSafe: boolean): Draft {
  const { was, is, wasType, isType, wasRequired, isRequired } = sides;
  const { what, coordinate } = sent;
  if (isSafe) {
    const message = "It accepts all that it accepted.";
    return { severity: "safe", kind: `${what}-type-changed`, coordinate, was, is, message, uses: [] };
  }
  const becomes = isRequired && !wasRequired;
  if (becomes && isNonNullType(isType) && String(isType.ofType) === String(wasType)) {
    return becomesRequired(sent, was, is);
  }
  return {
    severity: "breaking",
    kind: `${what}-type-changed`,
    coordinate,
    was,
    is,
    message: "An operation that sends a value of the old type is refused.",
    uses: becomes ? [[coordinate], [`?${coordinate}`]] : [[coordinate]],
  };
}
