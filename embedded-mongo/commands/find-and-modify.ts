/** The command findAndModify. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { Query } from "../queries/run-query.js";
import { readUpdate, usesPositional } from "../updates/read-update.js";
import type { MatchDetails } from "../values/paths.js";
import { isTruthy } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import { type CommandContext, type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { deleteDocuments } from "./delete.js";
import { prepareQuery, readProjection } from "./prepare-query.js";
import { updateDocuments, upsertDocument } from "./update-documents.js";

const findAndModifyOptions = wordSet(
  "query sort remove update new fields upsert arrayFilters hint let bypassDocumentValidation collation",
);

/** Checks a findAndModify command and plans its query. */
export function readFindAndModify(context: CommandContext, body: Document): Query {
  requireOptions(body, "findAndModify", findAndModifyOptions);
  const { query: filter, sort, hint, update, let: variables } = body;
  if (isTruthy(body.remove)) {
    if (update !== undefined || isTruthy(body.new) || isTruthy(body.upsert))
      throw failure(9, "Cannot specify an update, new or upsert together with remove=true");
  } else if (update === undefined) throw failure(9, "Either an update or remove=true must be specified");
  const collection = context.store.get(namespaceIn(context, body.findAndModify));
  return prepareQuery(collection, { filter, sort, hint, let: variables });
}

/** The command findAndModify: https://www.mongodb.com/docs/v7.0/reference/command/findAndModify/ */
export const findAndModify: Handler = async (context, body) => {
  const query = readFindAndModify(context, body);
  const project = readProjection(body.fields, body.let);
  const pace = paceOf(body);
  const { store } = context;
  const reply = (value: Document | undefined, lastErrorObject: Document): Document => {
    const details: MatchDetails = {};
    if (value && project) query.matches(value, details);
    return { lastErrorObject, value: value ? (project ? project(value, details) : value) : null, ok: 1 };
  };
  if (isTruthy(body.remove)) {
    const { n, before } = await deleteDocuments(store, query, false, pace);
    return reply(before, { n });
  }
  const change = readUpdate(body.update, body, false);
  const { matched, before, after } = await updateDocuments(
    store,
    query,
    change,
    false,
    usesPositional(body.update),
    pace,
  );
  if (matched > 0) return reply(isTruthy(body.new) ? after : before, { n: 1, updatedExisting: true });
  if (!isTruthy(body.upsert)) return reply(undefined, { n: 0, updatedExisting: false });
  const namespace = namespaceIn(context, body.findAndModify);
  const inserted = upsertDocument(store, namespace, query, change, body.update);
  return reply(isTruthy(body.new) ? inserted : undefined, {
    n: 1,
    updatedExisting: false,
    upserted: inserted._id,
  });
};
