/** What all commands share: their context, and checks of their options. */
import type { Document } from "bson";
import { failure, notImplemented } from "../errors.js";
import { createPace, type Pace } from "../pace.js";
import { namespaceOf } from "../storage/namespaces.js";
import type { Store } from "../storage/store.js";
import { isNumeric, isObject, toNumber } from "../values/types.js";
import { wordSet } from "../values/word-set.js";
import type { Cursors } from "./cursors.js";

/** What a command may use. */
export interface CommandContext {
  store: Store;
  cursors: Cursors;
  database: string;
  /** When the server started, in milliseconds. */
  startedAt: number;
  connectionId: number;
}

/** Runs a command and returns the reply: a document, or one as BSON. */
export type Handler = (
  context: CommandContext,
  body: Document,
) => Promise<Document | Buffer> | Document | Buffer;

/** Batch size when a command gives none, as in MongoDB. */
export const defaultBatchSize = 101;

/** Options of every command. Those that would change nothing on a standalone server are ignored. */
const genericOptions = wordSet(
  "$db $readPreference $clusterTime lsid comment apiVersion apiStrict apiDeprecationErrors maxTimeMS readConcern writeConcern",
);

const noOptions: ReadonlySet<string> = new Set();

/** Throws for options that the command does not have, and for concerns that need a replica set. */
export function requireOptions(body: Document, name: string, allowed: ReadonlySet<string> = noOptions): void {
  requireFields(body, name, allowed);
  const level = body.readConcern?.level;
  if (level !== undefined && !["local", "available", "majority"].includes(level))
    throw notImplemented(`read concern ${level}`);
  const w = body.writeConcern?.w;
  if (isNumeric(w) && toNumber(w) > 1) throw failure(2, "cannot use 'w' > 1 when a host is not replicated");
  if (typeof w === "string" && w !== "majority") throw failure(79, `No write concern mode named '${w}'`);
  if ((body.apiVersion ?? "1") !== "1") throw failure(322, `apiVersion ${body.apiVersion} is not supported`);
}

/** Throws for fields that a command or one of its statements does not have, and for collations. */
export function requireFields(body: Document, name: string, allowed: ReadonlySet<string>): void {
  for (const field of Object.keys(body)) {
    if (!allowed.has(field) && !genericOptions.has(field) && field !== name)
      throw failure(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  requireSimpleCollation(body.collation);
}

/** Throws for collations other than the simple one, which compares strings by their bytes. */
export function requireSimpleCollation(collation: unknown): void {
  if (collation === undefined || (isObject(collation) && (collation.locale ?? "simple") === "simple")) return;
  throw notImplemented("collations");
}

/** Returns the namespace of a collection in the command's database. */
export function namespaceIn(context: CommandContext, name: unknown): string {
  return namespaceOf(context.database, name);
}

/** Reads a number of at least zero, rounded down; the default when absent. */
export function readCount(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (!isNumeric(value)) throw failure(14, `BSON field '${name}' is the wrong type, expected a number`);
  const number = toNumber(value);
  if (number < 0) throw failure(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return Math.trunc(number);
}

/** Starts the command's clock, with its maxTimeMS. */
export function paceOf(body: Document): Pace {
  return createPace(readCount(body.maxTimeMS, "maxTimeMS", 0));
}
