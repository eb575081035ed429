/** What tests of single parts share, apart from system.ts so that they need not load the whole product. */
import { type Logger, openLog } from "../../platform/log.js";

/** The URI of the database server that tests use. */
export const testDatabaseUri = (): string => process.env["MONGODB_URI"] ?? "";

/** A log that says nothing. */
export const silentLog = (): Logger =>
  openLog("test", { level: "silent", terminal: "off", directory: undefined }).log;
