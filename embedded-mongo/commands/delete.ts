/** The command delete. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { Pace } from "../pace.js";
import { type Query, runQuery, stillMatches } from "../queries/run-query.js";
import { holdsRecord } from "../storage/collection.js";
import type { Store } from "../storage/store.js";
import { isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  requireFields,
  requireOptions,
} from "./command.js";
import { prepareQuery } from "./prepare-query.js";
import { readStatements, runStatements } from "./write-statements.js";

const deleteFields = wordSet("q limit hint collation");

/** Checks a statement of a delete command and plans its query. */
export function readDeleteStatement(
  context: CommandContext,
  name: unknown,
  statement: Document,
  variables: unknown,
): Query {
  requireFields(statement, "delete.deletes", deleteFields);
  const { q: filter, hint, limit } = statement;
  if (limit === undefined) throw failure(40414, "BSON field 'delete.deletes.limit' is missing but required");
  if (Number(limit) !== 0 && Number(limit) !== 1) throw failure(9, "limit in delete objects must be 0 or 1");
  return prepareQuery(context.store.get(namespaceIn(context, name)), { filter, hint, let: variables });
}

/** Removes one document of a query, or all; returns the last one as it was. */
export async function deleteDocuments(
  store: Store,
  query: Query,
  all: boolean,
  pace: Pace,
): Promise<{ n: number; before?: Document }> {
  const outcome: { n: number; before?: Document } = { n: 0 };
  for (const found of runQuery(query, pace)) {
    if (!found) {
      await pace.pause();
      continue;
    }
    const document = query.access.sorted ? found.document : stillMatches(query, found);
    const collection = query.collection!;
    if (!document || !holdsRecord(collection, found.record, document)) continue;
    store.remove(collection, found.record, document);
    outcome.before = document;
    outcome.n++;
    if (!all) break;
  }
  return outcome;
}

const deleteOptions = wordSet("deletes ordered let");

/** The command delete: https://www.mongodb.com/docs/v7.0/reference/command/delete/ */
export const deleteCommand: Handler = async (context, body) => {
  requireOptions(body, "delete", deleteOptions);
  const pace = paceOf(body);
  let n = 0;
  const errors = await runStatements(readStatements(body, "deletes"), body.ordered, async (statement) => {
    const query = readDeleteStatement(context, body.delete, statement, body.let);
    n += (await deleteDocuments(context.store, query, !isTruthy(statement.limit), pace)).n;
  });
  return { n, ...errors, ok: 1 };
};
