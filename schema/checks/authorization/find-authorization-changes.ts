/** The chapter on authorization: who may use more, or less, of the graph than before. */
import type { Finding, OperationHit } from "../finding.js";
import type { ChapterInput } from "../schema-version.js";
import { chapter } from "./chapter.js";
import { comparePolicies, type PolicyChange } from "./compare-policies.js";
import { findRefusedOperations } from "./find-refused-operations.js";
import { type GuardedGraph, readGuardedGraph } from "./guarded-graph.js";
import { listNewFields } from "./list-new-fields.js";
import { fieldsOf, hasField } from "./schema-fields.js";
import { tellLoosened, tellTightened } from "./tell-policy-changes.js";

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
