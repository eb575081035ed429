/** Changes that the SDL tells by directives: `@deprecated` and `@specifiedBy`. */
import { isScalarType } from "graphql";
import { type DeprecationPolicy, daysBetween, endNamedIn } from "./deprecation-policy.js";
import type { Draft, Sides } from "./draft.js";
import { elementsOf } from "./elements.js";

/** Deprecations that begin, end, change, or are announced to end too soon. */
export function findDeprecationChanges({ base, head }: Sides, { days, now }: DeprecationPolicy): Draft[] {
  const before = elementsOf(base);
  return [...elementsOf(head).values()].flatMap(({ coordinate, deprecationReason: is }): Draft[] => {
    const old = before.get(coordinate);
    const was = old?.deprecationReason ?? null;
    if (was === is) return [];
    const reasons = { ...(was !== null && { was }), ...(is !== null && { is }) };
    const kind =
      was === null ? "deprecation-added" : is === null ? "deprecation-removed" : "deprecation-reason-changed";
    const message = is === null ? "It stays." : "Clients are told to leave it.";
    const change: Draft = { severity: "safe", kind, coordinate, ...reasons, message, uses: [] };
    const end = endNamedIn(is);
    const left = end === null ? null : daysBetween(now, end);
    if (left === null || left >= days || endNamedIn(was)?.getTime() === end?.getTime()) return [change];
    const day = end?.toISOString().slice(0, 10);
    return [
      change,
      {
        severity: "dangerous",
        kind: "deprecation-ends-too-soon",
        coordinate,
        ...reasons,
        message: `It says that it ends on ${day}, in ${Math.max(left, 0)} days; SCHEMA_DEPRECATION_DAYS asks for ${days}.`,
        uses: [[coordinate]],
      },
    ];
  });
}

/** Scalars whose `@specifiedBy` comes, goes or changes. */
export function findSpecificationChanges({ base, head }: Sides): Draft[] {
  return Object.values(head.getTypeMap()).flatMap((type): Draft[] => {
    const old = base.getType(type.name);
    const coordinate = type.name;
    if (!isScalarType(type) || !isScalarType(old) || type.specifiedByURL === old.specifiedByURL) return [];
    const [was, is] = [old.specifiedByURL, type.specifiedByURL];
    return [
      {
        severity: "dangerous",
        kind: "scalar-specification-changed",
        coordinate,
        ...(was && { was }),
        ...(is && { is }),
        message: "Values may be written in another form than clients expect.",
        uses: [[coordinate], [`>${coordinate}`]],
      },
    ];
  });
}
