/** The command count. */
import type { Document } from "bson";
import { collectDocuments, type Query } from "../queries/run-query.js";
import { toNumber } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import {
  type CommandContext,
  type Handler,
  namespaceIn,
  paceOf,
  readCount,
  requireOptions,
} from "./command.js";
import { prepareQuery } from "./prepare-query.js";

const countOptions = wordSet("query limit skip hint collation fields");

/** Checks and plans a count command's query. */
export function readCountQuery(context: CommandContext, body: Document): Query {
  requireOptions(body, "count", countOptions);
  const limit = body.limit === undefined ? 0 : Math.abs(toNumber(body.limit));
  return prepareQuery(context.store.get(namespaceIn(context, body.count)), {
    filter: body.query,
    hint: body.hint,
    skip: readCount(body.skip, "skip", 0),
    limit: readCount(limit, "limit", 0),
  });
}

/** The command count: https://www.mongodb.com/docs/v7.0/reference/command/count/ */
export const count: Handler = async (context, body) => {
  const query = readCountQuery(context, body);
  if (Object.keys(query.filter).length === 0 && body.hint === undefined) {
    const left = Math.max(0, (query.collection?.records.size ?? 0) - query.skip);
    return { n: query.limit > 0 ? Math.min(left, query.limit) : left, ok: 1 };
  }
  return { n: (await collectDocuments(query, paceOf(body))).length, ok: 1 };
};
