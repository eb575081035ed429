/** Opens a service's own connection to its own database. */
import { setTimeout as pause } from "node:timers/promises";
import { type Connection, createConnection } from "mongoose";
import { StartError } from "../lifecycle.js";
import { redactSecrets, withoutCredentials } from "../text/redact.js";
import { findUnsupportedServer } from "./server-support.js";
import { limitQueryTime } from "./time-limit.js";

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
}

const serverSelectionMilliseconds = 5_000;
/** The driver reports the cause a little after its own time limit. */
const graceMilliseconds = 1_000;

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
): Promise<Database> {
  const where = `The database ${name} at ${withoutCredentials(uri)}`;
  const startedAt = performance.now();
  const endsAt = startedAt + startSeconds * 1000;
  let reason = "";
  for (;;) {
    const nextAt = Math.min(performance.now() + serverSelectionMilliseconds, endsAt);
    try {
      const connection = await connect(uri, name, nextAt);
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

/** The connection took too long. Holds no cause, unlike the driver's errors. */
class NoAnswerInTime extends Error {}

/** Tries once, until `endsAt` (on the clock of `performance`). */
async function connect(uri: string, name: string, endsAt: number): Promise<Connection> {
  const connection = createConnection(uri, {
    dbName: name,
    // Models build their indexes once, at the start; a failure stops the start.
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: Math.max(1, Math.min(serverSelectionMilliseconds, endsAt - performance.now())),
  });
  const abandoned = new AbortController();
  try {
    // The driver gives up on an absent server by itself, but not on one that stays silent in the handshake.
    const late = pause(Math.max(endsAt - performance.now(), 0) + graceMilliseconds, null, {
      signal: abandoned.signal,
    }).then(() => {
      throw new NoAnswerInTime("no answer in time");
    });
    await Promise.race([connection.asPromise(), late]);
    return connection;
  } catch (error) {
    connection.asPromise().catch(() => undefined);
    void connection.close(true).catch(() => undefined);
    throw error;
  } finally {
    abandoned.abort();
  }
}

/**
 * Is waiting useless? The codes of Unauthorized, AuthenticationFailed, CommandNotFound (the server has no
 * authentication), MechanismUnavailable and AtlasError:
 * https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
function isRefusal(error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: string };
  return (
    [13, 18, 59, 334, 8000].includes(Number(code)) ||
    /^Mongo(?:Parse|InvalidArgument|API|MissingCredentials)/.test(name ?? "")
  );
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

/** Builds the declared indexes of each model. @throws StartError with the cause when the server cannot. */
export async function buildIndexes(
  models: readonly { modelName: string; createIndexes(): Promise<unknown> }[],
): Promise<void> {
  for (const model of models) {
    try {
      await model.createIndexes();
    } catch (error) {
      if (!(error as Error).name.startsWith("Mongo")) throw error;
      throw new StartError(
        `The indexes of ${model.modelName} cannot be built: ${redactSecrets((error as Error).message)}`,
      );
    }
  }
}
