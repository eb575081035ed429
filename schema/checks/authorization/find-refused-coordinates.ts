/** Finds what an operation selects that the gateway would refuse. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { allOf, authenticated, type Policy } from "../../../gateway/authorization/policy.js";
import type { GuardedGraph } from "./guarded-graph.js";
import { implies } from "./implies.js";

/** What changes between two graphs. */
export interface Tightening {
  base: GuardedGraph;
  head: GuardedGraph;
  /** Coordinates of the types and fields that fewer callers may use. */
  tightened: ReadonlySet<string>;
  /** Coordinates of the fields that signed in and do so no longer. */
  unsigned: ReadonlySet<string>;
}

/** As `allOf`, with each clause once, so that a long way stays short. */
function together(one: Policy | null, other: Policy | null): Policy | null {
  const all = allOf([one, other]);
  if (all === null || all === one || all === other) return all;
  const once = <Clause>(clauses: readonly Clause[]): Clause[] => [
    ...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values(),
  ];
  return { scopes: once(all.scopes), policies: once(all.policies) };
}

/** The place of a selection set. */
interface Place {
  type: string;
  /** All that was required of the caller on the way to it. */
  way: Policy | null;
  /** The types of the fragments around it, up to the next field, that fewer callers may use, with what they require now. */
  conditions: readonly { coordinate: string; is: Policy | null }[];
  /** The outermost field of `unsigned` around it, with what was required of the caller of the request up to there. */
  unsigned: { coordinate: string; way: Policy | null } | null;
}

/** Returns the coordinates that the document selects and that the head's policies refuse. */
export function findRefusedCoordinates(document: DocumentNode, change: Tightening): ReadonlySet<string> {
  const { base, head, tightened, unsigned } = change;
  const refused = new Set<string>();
  const walked = new Set<string>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);

  const walkField = (field: string, selectionSet: SelectionSetNode | undefined, place: Place): void => {
    const { type } = place;
    const isMeta = field.startsWith("__");
    const coordinate = `${type}.${field}`;
    const was = isMeta ? null : base.table.ofField(type, field);
    const is = isMeta ? null : head.table.ofField(type, field);
    const way = together(place.way, was);
    for (const one of [...place.conditions, { coordinate, is }])
      if (tightened.has(one.coordinate) && !implies(way, one.is)) refused.add(one.coordinate);
    if (place.unsigned !== null && !implies(place.unsigned.way, is)) refused.add(place.unsigned.coordinate);
    if (selectionSet === undefined || isMeta) return;
    walk(selectionSet, {
      type: typeOfField(head, type, field),
      way: base.table.signsIn(type, field) ? authenticated : way,
      conditions: [],
      unsigned: place.unsigned ?? (unsigned.has(coordinate) ? { coordinate, way } : null),
    });
  };

  const walk = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        walkField(selection.name.value, selection.selectionSet, place);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      // Fragments may multiply an operation, or be spread in a circle: each is walked once for each kind of place.
      const visit =
        selection.kind === Kind.FRAGMENT_SPREAD ? JSON.stringify([selection.name.value, place]) : null;
      if (fragment === undefined || (visit !== null && walked.has(visit))) continue;
      if (visit !== null) walked.add(visit);
      walk(fragment.selectionSet, narrow(place, fragment.typeCondition?.name.value));
    }
  };

  const narrow = (place: Place, condition: string | undefined): Place => {
    if (condition === undefined) return place;
    const conditions =
      tightened.has(condition) && !place.conditions.some((one) => one.coordinate === condition)
        ? [...place.conditions, { coordinate: condition, is: head.table.ofType(condition) }]
        : place.conditions;
    return { ...place, type: condition, way: together(place.way, base.table.ofType(condition)), conditions };
  };

  for (const one of document.definitions) {
    const root = one.kind === Kind.OPERATION_DEFINITION ? head.schema.getRootType(one.operation) : null;
    if (one.kind === Kind.OPERATION_DEFINITION && root != null)
      walk(one.selectionSet, { type: root.name, way: null, conditions: [], unsigned: null });
  }
  return refused;
}

function typeOfField({ schema }: GuardedGraph, type: string, field: string): string {
  const parent = schema.getType(type);
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
  return definition === undefined ? "" : getNamedType(definition.type).name;
}
