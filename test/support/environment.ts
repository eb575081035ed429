/** What tests of single parts share, apart from system.ts so that they need not load the whole product. */
import { pino } from "pino";
import { type Logger, openLog } from "../../platform/log.js";

/** The URI of the database server that tests use. */
export const testDatabaseUri = (): string => process.env["MONGODB_URI"] ?? "";

/** A log that discards its lines. */
export const silentLog = (): Logger =>
  openLog("test", { level: "silent", terminal: "off", directory: undefined }).log;

/** A log that stores its lines. */
export function recordingLog(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: pino({ level: "debug" }, { write: (line) => void lines.push(JSON.parse(line)) }) };
}
