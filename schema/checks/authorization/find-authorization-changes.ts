/** The chapter on authorization: who may use more, or less, of the graph than before. */
import { type GraphQLSchema, isInterfaceType, isObjectType } from "graphql";
import type { Policy } from "../../../gateway/authorization/policy.js";
import type { Finding, OperationHit } from "../finding.js";
import type { ChapterInput } from "../schema-version.js";
import { describeAudience, gainedBy } from "./audience.js";
import {
  comparePolicies,
  type GuardedGraph,
  type PolicyChange,
  readGuardedGraph,
} from "./compare-policies.js";
import { findRefusedOperations } from "./find-refused-operations.js";

const chapter = "authorization";
/** Elements that a message names. */
const mostNamed = 8;

/**
 * Compares what the gateway requires of callers for each field, by the directives of both supergraphs. A change is told at
 * the element whose directives differ, with the other elements that it concerns.
 */
export function findAuthorizationChanges({ base, head, operations }: ChapterInput): Finding[] {
  if (head.supergraphSdl === null || head.supergraphSdl === base.supergraphSdl) return [];
  const after = readGuardedGraph(head.supergraphSdl, head.apiSchema);
  const added = listNewFields(base.apiSchema, after);
  if (base.supergraphSdl === null)
    return base.apiSchema.getQueryType() ? [tellUnknown(base.name), ...added] : added;
  const before = readGuardedGraph(base.supergraphSdl, base.apiSchema);
  const signIns = compareSignIns(before, after);
  const tightenings = comparePolicies(before, after, "tightened");
  const refused = findRefusedOperations(
    {
      base: before,
      head: after,
      tightened: new Set(tightenings.flatMap(({ effects }) => effects.map(({ coordinate }) => coordinate))),
      unsigned: new Set(signIns.removed),
    },
    operations,
  );
  return [
    ...comparePolicies(before, after, "loosened").map(tellLoosened),
    ...signIns.added.map(tellSignInAdded),
    ...tightenings.map((change) => tellTightened(change, hitsOf(change, refused))),
    ...signIns.removed.map((coordinate) => tellSignInRemoved(coordinate, refused.get(coordinate))),
    ...added,
  ];
}

function tellLoosened({ coordinate, isInherited, was, is, effects }: PolicyChange): Finding {
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

function tellTightened(
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

function hitsOf(
  { effects }: PolicyChange,
  refused: ReadonlyMap<string, readonly OperationHit[]>,
): OperationHit[] {
  const hits = effects.flatMap(({ coordinate }) => refused.get(coordinate) ?? []);
  return [...new Map(hits.map((hit) => [JSON.stringify(hit), hit])).values()];
}

function tellSignInAdded(coordinate: string): Finding {
  return {
    chapter,
    severity: "breaking",
    kind: "sign-in-added",
    coordinate,
    message:
      "It signs callers in. What is selected below it is no longer authorized for the caller of the request, but for the " +
      "account that is signed in; the part of its own subgraph is authorized by that subgraph alone.",
  };
}

function tellSignInRemoved(coordinate: string, hits: readonly OperationHit[] = []): Finding {
  return {
    chapter,
    severity: "dangerous",
    kind: "sign-in-removed",
    coordinate,
    message:
      "It signs callers in no longer. What is selected below it is authorized for the caller of the request.",
    ...(hits.length > 0 && { hits }),
  };
}

function tellUnknown(base: string): Finding {
  return {
    chapter,
    severity: "dangerous",
    kind: "authorization-unknown",
    coordinate: "schema",
    message: `Authorization is not compared: of ${base}, only the API schema is known, which has no directives.`,
  };
}

function compareSignIns(base: GuardedGraph, head: GuardedGraph): { added: string[]; removed: string[] } {
  const [added, removed]: [string[], string[]] = [[], []];
  for (const [type, field] of fieldsOf(head.schema)) {
    if (!hasField(base.schema, type, field)) continue;
    const [was, is] = [base.table.signsIn(type, field), head.table.signsIn(type, field)];
    if (was !== is) (is ? added : removed).push(`${type}.${field}`);
  }
  return { added, removed };
}

function listNewFields(base: GraphQLSchema, head: GuardedGraph): Finding[] {
  return fieldsOf(head.schema)
    .filter(([type, field]) => !hasField(base, type, field))
    .map(([type, field]) => tellNewField(type, field, head.table.ofField(type, field), head));
}

function tellNewField(type: string, field: string, policy: Policy | null, { table }: GuardedGraph): Finding {
  const words = describeAudience(policy);
  const signIn = table.signsIn(type, field) ? " It signs callers in." : "";
  return {
    chapter,
    severity: "safe",
    kind: "field-audience",
    coordinate: `${type}.${field}`,
    message: `New field. It may be used by ${words}.${signIn}`,
    is: words,
  };
}

function fieldsOf(schema: GraphQLSchema): [type: string, field: string][] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    !type.name.startsWith("__") && (isObjectType(type) || isInterfaceType(type))
      ? Object.keys(type.getFields()).map((field): [string, string] => [type.name, field])
      : [],
  );
}

function hasField(schema: GraphQLSchema, type: string, field: string): boolean {
  const known = schema.getType(type);
  return (isObjectType(known) || isInterfaceType(known)) && Object.hasOwn(known.getFields(), field);
}
