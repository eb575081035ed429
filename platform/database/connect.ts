/** Tries once to connect to a database server. */
import { setTimeout as pause } from "node:timers/promises";
import { type Connection, createConnection } from "mongoose";

/** How long one attempt may take. */
export const serverSelectionMilliseconds = 5_000;

/** The driver reports the cause a little after its own time limit. */
const graceMilliseconds = 1_000;

/** The connection took too long. Holds no cause, unlike the driver's errors. */
export class NoAnswerInTime extends Error {}

/** Tries once, until `endsAt` (on the clock of `performance`). `isTraced`: the driver tells of each command. */
export async function connect(
  uri: string,
  name: string,
  endsAt: number,
  isTraced = false,
): Promise<Connection> {
  const connection = createConnection(uri, {
    dbName: name,
    // Models build their indexes once, at the start; a failure stops the start.
    autoIndex: false,
    autoCreate: false,
    monitorCommands: isTraced,
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
    // `error` is what is told; how the abandoned attempt ends later does not matter.
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
export function isRefusal(error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: string };
  return (
    [13, 18, 59, 334, 8000].includes(Number(code)) ||
    /^Mongo(?:Parse|InvalidArgument|API|MissingCredentials)/.test(name ?? "")
  );
}
