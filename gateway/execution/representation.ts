/** Creates the representation that identifies an entity to a subgraph (https://www.apollographql.com/docs/graphos/reference/federation/subgraph-spec). */
import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { isRecord } from "../../platform/is-record.js";
import { getOwn, type JsonObject, mergeInto, setOwn } from "./merge-data.js";
import { isOfType } from "./rewrites.js";

/** Returns the representation of an object; null when a field of it is missing, or it is of another type. */
export function createRepresentation(
  schema: GraphQLSchema,
  object: JsonObject,
  requires: readonly QueryPlanSelectionNode[],
): JsonObject | null {
  const representation = pick(schema, object, requires);
  return representation?.["__typename"] ? representation : null;
}

function pick(
  schema: GraphQLSchema,
  object: JsonObject,
  selections: readonly QueryPlanSelectionNode[],
): JsonObject | null {
  const picked: JsonObject = Object.create(null);
  for (const selection of selections) {
    if (selection.kind === "InlineFragment") {
      const { typeCondition } = selection;
      if (typeCondition === undefined || !isOfType(schema, object, typeCondition)) continue;
      const part = pick(schema, object, selection.selections);
      if (part !== null) mergeInto(picked, part);
      continue;
    }
    const name = selection.alias ?? selection.name;
    const value = getOwn(object, name);
    if (value === undefined) return null;
    setOwn(picked, name, selection.selections ? pickBelow(schema, value, selection.selections) : value);
  }
  return picked;
}

function pickBelow(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[],
): unknown {
  if (Array.isArray(value)) return value.map((item) => pickBelow(schema, item, selections));
  return isRecord(value) ? pick(schema, value, selections) : null;
}
