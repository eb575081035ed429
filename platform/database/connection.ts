/** Opens a service's own connection to its own database. */
import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "mongoose";
import { StartError } from "../lifecycle.js";
import { noTelemetry, type Telemetry } from "../telemetry/telemetry.js";
import { redactSecrets, withoutCredentials } from "../text/redact.js";
import { connect, isRefusal, NoAnswerInTime, serverSelectionMilliseconds } from "./connect.js";
import { findUnsupportedServer } from "./server-support.js";
import { limitQueryTime } from "./time-limit.js";
import { traceCommands } from "./trace-commands.js";

export type { Connection } from "mongoose";

/** The result of a ping. */
export interface DatabasePing {
  /** The time of the server's clock. */
  time: Date;
  latencyMilliseconds: number;
}

/** The database of one service. */
export interface Database {
  connection: Connection;
  /** Pings the server; rejects within seconds when it does not respond. */
  ping(): Promise<DatabasePing>;
  close(): Promise<void>;
}

/** The server, and the database on it. */
export interface DatabaseConfig {
  /** A mongodb:// or mongodb+srv:// URI. */
  uri: string;
  /** The name of the database that only this service uses. */
  name: string;
  /** How long the start waits for a server that does not respond; default 60. */
  startSeconds?: number;
  /** The maximum time that the database works on one query; default 10 s. */
  queryMilliseconds?: number;
  /** Runs the migrations at the start (default), or waits for `npm run migrate`. */
  migrateAtStart?: boolean;
}

/** The database is not available. `kind` tells whether the server refused, did not respond in time, or lacks what is needed. */
export class DatabaseStartError extends StartError {
  constructor(
    readonly kind: "refuses" | "silent" | "unfit",
    /** The driver's message, without secrets. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Connects. Waits for a server that does not respond, because services often start before their database, and calls
 * `onWait` every five seconds.
 * @throws DatabaseStartError at once when the server refuses, and after `startSeconds`.
 */
export async function openDatabase(
  { uri, name, queryMilliseconds = 10_000, startSeconds = 60 }: DatabaseConfig,
  onWait: (line: string) => void = () => {},
  { hasTraces }: Telemetry = noTelemetry,
): Promise<Database> {
  const where = `The database ${name} at ${withoutCredentials(uri)}`;
  const startedAt = performance.now();
  const endsAt = startedAt + startSeconds * 1000;
  let reason = "";
  for (;;) {
    const nextAt = Math.min(performance.now() + serverSelectionMilliseconds, endsAt);
    try {
      const connection = await connect(uri, name, nextAt, hasTraces);
      const unsupported = await findUnsupportedServer(connection);
      if (unsupported !== null) {
        await connection.close();
        throw new DatabaseStartError(
          "unfit",
          unsupported,
          `${where} cannot be used: ${unsupported}. Use MongoDB 6 or later, or FerretDB 2 (docs/databases.md).`,
        );
      }
      limitQueryTime(connection, queryMilliseconds);
      if (hasTraces) traceCommands(connection);
      return toDatabase(connection);
    } catch (error) {
      if (error instanceof DatabaseStartError) throw error;
      if (!(error instanceof NoAnswerInTime) || reason === "")
        reason = redactSecrets((error as Error).message);
      if (isRefusal(error)) throw new DatabaseStartError("refuses", reason, `${where} refuses us: ${reason}`);
      await pause(Math.max(nextAt - performance.now(), 0));
      if (nextAt >= endsAt) {
        throw new DatabaseStartError(
          "silent",
          reason,
          `${where} does not answer, after ${startSeconds} seconds (DATABASE_START_SECONDS): ${reason}`,
        );
      }
      const waited = Math.round((performance.now() - startedAt) / 1000);
      onWait(`${where} does not answer yet; waited ${waited} of ${startSeconds} seconds: ${reason}`);
    }
  }
}

function toDatabase(connection: Connection): Database {
  return {
    connection,
    async ping() {
      const startedAt = performance.now();
      const reply = await connection
        .db!.admin()
        .command({ hello: 1 }, { timeoutMS: serverSelectionMilliseconds });
      return { time: reply["localTime"] as Date, latencyMilliseconds: performance.now() - startedAt };
    },
    close: () => connection.close(),
  };
}
