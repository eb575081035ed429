/** Opens a service's own connection to its own database. */
import { type Connection, createConnection } from "mongoose";
import { StartError } from "../lifecycle.js";

export type { Connection } from "mongoose";

/** What a database answers to a ping. */
export interface DatabasePing {
  /** The server's own clock. */
  time: Date;
  latencyMilliseconds: number;
}

/** One service's database. */
export interface Database {
  connection: Connection;
  /** Asks the server; rejects within seconds when it does not answer. */
  ping(): Promise<DatabasePing>;
  close(): Promise<void>;
}

/** Which server and which database on it. */
export interface DatabaseConfig {
  /** A mongodb:// or mongodb+srv:// URI. */
  uri: string;
  /** Name of the database that this service alone uses. */
  name: string;
}

const serverSelectionMilliseconds = 5_000;

/** Connects. @throws StartError when no server answers. */
export async function openDatabase({ uri, name }: DatabaseConfig): Promise<Database> {
  const connection = createConnection(uri, {
    dbName: name,
    // Models build their indexes once, at the start, where a failure stops it.
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: serverSelectionMilliseconds,
  });
  try {
    await connection.asPromise();
  } catch (error) {
    await connection.close(true).catch(() => undefined);
    const reason = (error as Error).message;
    throw new StartError(`The database ${name} does not answer at ${withoutCredentials(uri)}: ${reason}`);
  }
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

/** Builds the indexes that each model declares. */
export async function buildIndexes(models: readonly { createIndexes(): Promise<unknown> }[]): Promise<void> {
  for (const model of models) await model.createIndexes();
}

/** Did a write fail on a unique index? Then which fields hold the value that is taken. */
export function duplicateFields(error: unknown): string[] | null {
  const { code, keyPattern } = error as { code?: unknown; keyPattern?: object };
  return code === 11_000 && keyPattern !== undefined ? Object.keys(keyPattern) : null;
}

function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, "//").replace(/\?.*$/, "");
}
