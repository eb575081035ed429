/** Runs a planned query: walks the documents, filters, sorts, and counts what it looked at. */
import type { Document } from "bson";
import type { Pace } from "../pace.js";
import type { StoredCollection } from "../storage/collection.js";
import type { Interval, StoredRecord } from "../storage/ordered-entries.js";
import { readDocument } from "../values/bson.js";
import type { Hit } from "../values/paths.js";
import type { Matcher } from "./match.js";
import type { Access } from "./plan.js";
import { type SortOrder, sortKey } from "./sorting.js";

/** A document that a query found, with the record it came from. */
export interface Found {
  record: StoredRecord;
  document: Document;
}

/** A query that is ready to run. */
export interface Query {
  collection: StoredCollection | undefined;
  filter: Document;
  matches: Matcher;
  access: Access;
  sort: SortOrder;
  skip: number;
  /** 0: none. */
  limit: number;
}

/** What a run looked at; only explain asks. */
export interface Statistics {
  keysExamined: number;
  docsExamined: number;
}

function* scan(
  collection: StoredCollection,
  access: Access,
  statistics: Statistics,
): Generator<StoredRecord> {
  if (access.stage === "COLLSCAN") {
    const records = access.backwards
      ? [...collection.records.values()].reverse()
      : collection.records.values();
    for (const record of records) {
      statistics.docsExamined++;
      yield record;
    }
    return;
  }
  const seen = access.stage === "OR" || access.index.isMultikey ? new Set<StoredRecord>() : undefined;
  for (const record of keys(access, statistics)) {
    if (seen?.has(record)) continue;
    seen?.add(record);
    statistics.docsExamined++;
    yield record;
  }
}

function* keys(access: Access, statistics: Statistics): Generator<StoredRecord> {
  if (access.stage === "OR") for (const branch of access.branches) yield* keys(branch, statistics);
  if (access.stage !== "IXSCAN") return;
  const { index, backwards } = access;
  const intervals: Interval[] = backwards ? [...access.intervals].reverse() : access.intervals;
  for (const interval of intervals) {
    for (const record of index.entries.scan(interval, backwards)) {
      statistics.keysExamined++;
      yield record;
    }
  }
}

/** The documents in order, one by one as they are asked for; null where the caller may pause. */
export function* results(
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
    if (pace.due()) yield null;
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
    // Of a sort with a limit only the front part is worth keeping.
    if (all.length > wanted * 2 + 1000) all = all.sort(byKey).slice(0, wanted);
  }
  for (const { found } of all.sort(byKey)) yield found;
}

/** Runs a query to its end. */
export async function collect(query: Query, pace: Pace, statistics?: Statistics): Promise<Found[]> {
  const all: Found[] = [];
  for (const found of results(query, pace, statistics)) {
    if (found) all.push(found);
    else await pace.pause();
  }
  return all;
}

/** Whether a document still is what the query asks for, after others may have run. */
export function stillMatches(query: Query, found: Found, hit?: Hit): Document | undefined {
  if (!query.collection?.holds(found.record, found.document)) return undefined;
  const document = readDocument(found.record.bytes);
  return query.matches(document, hit) ? document : undefined;
}
