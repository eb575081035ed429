/** The command distinct. */
import { failure } from "../errors.js";
import { collectDocuments } from "../queries/run-query.js";
import { keyOf } from "../values/keys.js";
import { distinctValues } from "../values/paths.js";
import { wordSet } from "../values/word-set.js";
import { type Handler, namespaceIn, paceOf, requireOptions } from "./command.js";
import { prepareQuery } from "./prepare-query.js";

const distinctOptions = wordSet("key query collation hint");

/** The command distinct: https://www.mongodb.com/docs/v7.0/reference/command/distinct/ */
export const distinct: Handler = async (context, body) => {
  requireOptions(body, "distinct", distinctOptions);
  if (typeof body.key !== "string") throw failure(14, "BSON field 'distinct.key' must be a string");
  const path = body.key.split(".");
  const collection = context.store.get(namespaceIn(context, body.distinct));
  const query = prepareQuery(collection, { filter: body.query, hint: body.hint });
  const values = new Map<string, unknown>();
  for (const { document } of await collectDocuments(query, paceOf(body)))
    for (const value of distinctValues(document, path)) values.set(keyOf(value), value);
  return { values: [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value), ok: 1 };
};
