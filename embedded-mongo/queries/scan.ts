/** Scans a collection or an index for the documents of a planned query. */
import type { Document } from "bson";
import type { StoredCollection } from "../storage/collection.js";
import { isMultikey } from "../storage/collection-index.js";
import type { Interval, StoredRecord } from "../storage/ordered-entries.js";
import { scanEntries } from "../storage/scan-entries.js";
import type { Access } from "./plan.js";

/** A document that a query found, and its record. */
export interface Found {
  record: StoredRecord;
  document: Document;
}

/** Counts for explain. */
export interface Statistics {
  keysExamined: number;
  docsExamined: number;
}

export function* scan(
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
  const seen = access.stage === "OR" || isMultikey(access.index) ? new Set<StoredRecord>() : undefined;
  for (const record of scanKeys(access, statistics)) {
    if (seen?.has(record)) continue;
    seen?.add(record);
    statistics.docsExamined++;
    yield record;
  }
}

function* scanKeys(access: Access, statistics: Statistics): Generator<StoredRecord> {
  if (access.stage === "OR") for (const branch of access.branches) yield* scanKeys(branch, statistics);
  if (access.stage !== "IXSCAN") return;
  const { index, backwards } = access;
  const intervals: Interval[] = backwards ? [...access.intervals].reverse() : access.intervals;
  for (const interval of intervals) {
    for (const record of scanEntries(index.entries, interval, backwards)) {
      statistics.keysExamined++;
      yield record;
    }
  }
}
