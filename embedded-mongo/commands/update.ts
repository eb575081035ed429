/** The command update. */
import type { Document } from "bson";
import type { Query } from "../queries/run-query.js";
import type { Updater } from "../updates/compile-update.js";
import { readUpdate, usesPositional } from "../updates/read-update.js";
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
import { updateDocuments, upsertDocument } from "./update-documents.js";
import { readStatements, runStatements } from "./write-statements.js";

const updateFields = wordSet("q u multi upsert arrayFilters hint collation c upsertSupplied");

/** Checks a statement of an update command and plans its query. */
export function readUpdateStatement(
  context: CommandContext,
  name: unknown,
  statement: Document,
  variables: unknown,
): { query: Query; update: Updater; multi: boolean } {
  requireFields(statement, "update.updates", updateFields);
  const { q: filter, u, hint } = statement;
  const multi = isTruthy(statement.multi);
  const update = readUpdate(u, { ...statement, let: variables }, multi);
  const collection = context.store.get(namespaceIn(context, name));
  return { query: prepareQuery(collection, { filter, hint, let: variables }), update, multi };
}

const updateOptions = wordSet("updates ordered bypassDocumentValidation let");

/** The command update: https://www.mongodb.com/docs/v7.0/reference/command/update/ */
export const update: Handler = async (context, body) => {
  requireOptions(body, "update", updateOptions);
  const namespace = namespaceIn(context, body.update);
  const { store } = context;
  const upserted: Document[] = [];
  const pace = paceOf(body);
  let [n, nModified] = [0, 0];
  const errors = await runStatements(
    readStatements(body, "updates"),
    body.ordered,
    async (statement, index) => {
      const { query, update: change, multi } = readUpdateStatement(context, body.update, statement, body.let);
      const { matched, modified } = await updateDocuments(
        store,
        query,
        change,
        multi,
        usesPositional(statement.u),
        pace,
      );
      n += matched;
      nModified += modified;
      if (matched === 0 && isTruthy(statement.upsert)) {
        upserted.push({ index, _id: upsertDocument(store, namespace, query, change, statement.u)._id });
        n++;
      }
    },
  );
  return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors, ok: 1 };
};
