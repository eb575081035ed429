/** Checks and plans the query of a command. */
import type { Document } from "bson";
import { compileFilter } from "../queries/compile-filter.js";
import {
  createExpressionCompiler,
  type ExpressionCompiler,
} from "../queries/expressions/compile-expression.js";
import { planQuery } from "../queries/plan.js";
import { compileProjection, type Projector } from "../queries/projection.js";
import type { Query } from "../queries/run-query.js";
import { readSort } from "../queries/sort.js";
import type { StoredCollection } from "../storage/collection.js";
import { isObject } from "../values/types.js";

/** The parts of a query in a command. */
export interface QueryParts {
  filter?: unknown;
  sort?: unknown;
  hint?: unknown;
  skip?: number;
  limit?: number;
  let?: unknown;
}

/** Checks and plans a query. */
export function prepareQuery(collection: StoredCollection | undefined, parts: QueryParts): Query {
  return prepareQueryWith(createExpressionCompiler(parts.let), collection, parts);
}

/** Checks and plans a query whose expressions have a compiler already. */
export function prepareQueryWith(
  expressions: ExpressionCompiler,
  collection: StoredCollection | undefined,
  parts: QueryParts,
): Query {
  const filter = (parts.filter ?? {}) as Document;
  const matches = compileFilter(filter, expressions);
  const sort = readSort(parts.sort);
  const [skip, limit] = [parts.skip ?? 0, parts.limit ?? 0];
  const access = collection
    ? planQuery(collection, filter, sort, parts.hint, limit > 0 ? skip + limit : 0)
    : { stage: "COLLSCAN" as const, backwards: false, sorted: true };
  return { collection, filter, matches, access, sort, skip, limit };
}

/** Compiles a projection; undefined stands for the whole document. */
export function readProjection(projection: unknown, variables: unknown): Projector | undefined {
  if (projection === undefined || projection === null) return undefined;
  if (isObject(projection) && Object.keys(projection).length === 0) return undefined;
  return compileProjection(projection, createExpressionCompiler(variables));
}
