/** Compares what the gateway requires for each element of two supergraphs, and finds the directives that cause a change. */
import { type GraphQLSchema, isInterfaceType, isObjectType } from "graphql";
import type { Policy } from "../../../gateway/authorization/policy.js";
import { createPolicyTable, type PolicyTable } from "../../../gateway/authorization/policy-table.js";
import type { WrittenType } from "../../../gateway/authorization/read-directives.js";
import type { GuardedGraph } from "./guarded-graph.js";
import { implies } from "./implies.js";
import { readTags, replacePolicies, toCoordinate, toTag } from "./replace-policies.js";

/** More callers may use it than before, or fewer. */
export type Direction = "loosened" | "tightened";

/** A field, or a type that a selection may be narrowed to, with all that the gateway requires for it. */
export interface Effect {
  coordinate: string;
  was: Policy | null;
  is: Policy | null;
}

/** One reason for changed policies, with the elements that it concerns; at least one. */
export interface PolicyChange {
  /** Of the type or field whose directives differ; of the element itself, where it inherits what differs. */
  coordinate: string;
  isInherited: boolean;
  was: Policy | null;
  is: Policy | null;
  effects: readonly Effect[];
}

/** Returns the changes in one direction. Elements that only one of the graphs has are not compared. */
export function comparePolicies(
  base: GuardedGraph,
  head: GuardedGraph,
  direction: Direction,
): PolicyChange[] {
  const isChanged = (was: Policy | null, is: Policy | null) =>
    direction === "loosened" ? !implies(is, was) : !implies(was, is);
  const written = findWrittenChanges(base.types, head.types, isChanged);
  // The gateway's own inheritance tells which written policies each element gets its policy from.
  const origins = createPolicyTable(
    replacePolicies(head.types, (_own, ...place) => {
      const coordinate = toCoordinate(...place);
      return written.has(coordinate) ? toTag(coordinate) : null;
    }),
  );
  const undone = createPolicyTable(
    replacePolicies(head.types, (own, ...place) => {
      const change = written.get(toCoordinate(...place));
      return change === undefined ? own : change.was;
    }),
  );
  const effectsOf = new Map<string, Effect[]>();
  const inherited = new Set<string>();
  for (const { coordinate, policyIn } of elementsOf(head.schema, base.schema)) {
    const [was, is] = [policyIn(base.table), policyIn(head.table)];
    if (!isChanged(was, is)) continue;
    const effect = { coordinate, was, is };
    const causes = readTags(policyIn(origins));
    const isInherited = causes.length === 0 || isChanged(was, policyIn(undone));
    if (isInherited) inherited.add(coordinate);
    for (const cause of isInherited ? [coordinate] : causes) {
      effectsOf.set(cause, [...(effectsOf.get(cause) ?? []), effect]);
    }
  }
  return [...effectsOf].map(([coordinate, effects]) => {
    const { was, is } = effects.find((one) => one.coordinate === coordinate) ?? written.get(coordinate)!;
    return { coordinate, isInherited: inherited.has(coordinate), was, is, effects };
  });
}

interface Element {
  coordinate: string;
  policyIn(table: PolicyTable): Policy | null;
}

/** Lists the types and fields that an operation can select in both schemas. */
function elementsOf(schema: GraphQLSchema, other: GraphQLSchema): Element[] {
  return Object.values(schema.getTypeMap()).flatMap((type): Element[] => {
    const known = other.getType(type.name);
    const isSelectable = (one: unknown) => isObjectType(one) || isInterfaceType(one);
    if (type.name.startsWith("__") || !isSelectable(type) || !isSelectable(known)) return [];
    const fieldsOf = (one: typeof type) => (isObjectType(one) || isInterfaceType(one) ? one.getFields() : {});
    const names = Object.keys(fieldsOf(type)).filter((name) => Object.hasOwn(fieldsOf(known!), name));
    return [
      { coordinate: type.name, policyIn: (table) => table.ofType(type.name) },
      ...names.map((name) => ({
        coordinate: `${type.name}.${name}`,
        policyIn: (table: PolicyTable) => table.ofField(type.name, name),
      })),
    ];
  });
}

type WrittenChanges = ReadonlyMap<string, { was: Policy | null; is: Policy | null }>;

function findWrittenChanges(
  base: ReadonlyMap<string, WrittenType>,
  head: ReadonlyMap<string, WrittenType>,
  isChanged: (was: Policy | null, is: Policy | null) => boolean,
): WrittenChanges {
  const found = new Map<string, { was: Policy | null; is: Policy | null }>();
  const compare = (coordinate: string, was: Policy | null, is: Policy | null) => {
    if (isChanged(was, is)) found.set(coordinate, { was, is });
  };
  for (const [name, type] of head) {
    const before = base.get(name);
    if (before === undefined) continue;
    compare(name, before.policy, type.policy);
    for (const [field, { policy }] of type.fields) {
      const known = before.fields.get(field);
      if (known !== undefined) compare(`${name}.${field}`, known.policy, policy);
    }
  }
  return found;
}
