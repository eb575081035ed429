/** Runs a planned query: scans, filters, sorts, and counts what it examines. */
import type { Document } from "bson";
import type { Pace } from "../pace.js";
import { holdsRecord, type StoredCollection } from "../storage/collection.js";
import { readDocument } from "../values/bson.js";
import type { MatchDetails } from "../values/paths.js";
import type { Matcher } from "./compile-filter.js";
import type { Access } from "./plan.js";
import { type Found, type Statistics, scan } from "./scan.js";
import { type SortOrder, sortKey } from "./sort.js";

/** A query that was checked and planned. */
export interface Query {
  collection: StoredCollection | undefined;
  filter: Document;
  matches: Matcher;
  access: Access;
  sort: SortOrder;
  skip: number;
  /** 0 is no limit. */
  limit: number;
}

/** Yields the documents in the query's order, and null when the caller must pause. */
export function* runQuery(
  query: Query,
  pace: Pace,
  statistics: Statistics = { keysExamined: 0, docsExamined: 0 },
): Generator<Found | null> {
  const { collection, skip, limit, access } = query;
  if (!collection) return;
  const source = (access.sorted ? matching : sorted)(query, collection, statistics, pace);
  let position = 0;
  for (const found of source) {
    if (found && position++ < skip) continue;
    yield found;
    if (found && limit > 0 && position >= skip + limit) return;
  }
}

function* matching(
  { matches, access }: Query,
  collection: StoredCollection,
  statistics: Statistics,
  pace: Pace,
): Generator<Found | null> {
  for (const record of scan(collection, access, statistics)) {
    const document = readDocument(record.bytes);
    if (matches(document)) yield { record, document };
    if (pace.isDue()) yield null;
  }
}

function* sorted(
  query: Query,
  collection: StoredCollection,
  statistics: Statistics,
  pace: Pace,
): Generator<Found | null> {
  const key = sortKey(query.sort);
  const wanted = query.limit > 0 ? query.skip + query.limit : Number.POSITIVE_INFINITY;
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  let all: { key: string; found: Found }[] = [];
  for (const found of matching(query, collection, statistics, pace)) {
    if (!found) {
      yield null;
      continue;
    }
    all.push({ key: key(found.document), found });
    // A sort with a limit needs only the first documents.
    if (all.length > wanted * 2 + 1000) all = all.sort(byKey).slice(0, wanted);
  }
  for (const { found } of all.sort(byKey)) yield found;
}

/** Runs a query to its end and returns all documents. */
export async function collectDocuments(query: Query, pace: Pace, statistics?: Statistics): Promise<Found[]> {
  const all: Found[] = [];
  for (const found of runQuery(query, pace, statistics)) {
    if (found) all.push(found);
    else await pace.pause();
  }
  return all;
}

/** Returns the document's present version if it still matches: other commands may have run since it was found. */
export function stillMatches(query: Query, found: Found, details?: MatchDetails): Document | undefined {
  const { collection } = query;
  if (!collection || !holdsRecord(collection, found.record, found.document)) return undefined;
  const document = readDocument(found.record.bytes);
  return query.matches(document, details) ? document : undefined;
}
