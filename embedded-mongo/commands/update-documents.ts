/** Updates the documents of a query, or inserts one: for the commands update and findAndModify. */
import type { Document } from "bson";
import type { Pace } from "../pace.js";
import { type Query, runQuery, stillMatches } from "../queries/run-query.js";
import type { StoredRecord } from "../storage/ordered-entries.js";
import { storableBytes, withId } from "../storage/storable-document.js";
import type { Store } from "../storage/store.js";
import type { Updater } from "../updates/compile-update.js";
import { documentFromFilter } from "../updates/document-from-filter.js";
import { isReplacement } from "../updates/read-update.js";
import type { MatchDetails } from "../values/paths.js";

/** What an update did. */
export interface UpdateOutcome {
  matched: number;
  modified: number;
  before?: Document;
  after?: Document;
}

/** Updates one document of a query, or all with `multi`. */
export async function updateDocuments(
  store: Store,
  query: Query,
  update: Updater,
  multi: boolean,
  needsDetails: boolean,
  pace: Pace,
): Promise<UpdateOutcome> {
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  // An update may move a document ahead in the scanned index; the scan must not update it again.
  const done = new Set<StoredRecord>();
  for (const found of runQuery(query, pace)) {
    if (!found) {
      await pace.pause();
      continue;
    }
    if (done.has(found.record)) continue;
    const details: MatchDetails = {};
    // Other commands may have run during a sort, and the positional `$` needs the details of the match.
    const document =
      needsDetails || !query.access.sorted ? stillMatches(query, found, details) : found.document;
    if (!document) continue;
    const after = update(document, details, false);
    outcome.matched++;
    Object.assign(outcome, { before: document, after });
    const bytes = storableBytes(after);
    if (!bytes.equals(found.record.bytes)) {
      store.replace(query.collection!, found.record, document, after, bytes);
      outcome.modified++;
    }
    if (!multi) break;
    done.add(found.record);
  }
  return outcome;
}

/** Inserts the document that the filter and the update yield together; returns it as stored. */
export function upsertDocument(
  store: Store,
  namespace: string,
  query: Query,
  update: Updater,
  source: unknown,
): Document {
  const base = documentFromFilter(query.filter);
  const start = !isReplacement(source) ? base : base._id === undefined ? {} : { _id: base._id };
  return store.insert(store.obtain(namespace), withId(update(start, undefined, true), 53));
}
