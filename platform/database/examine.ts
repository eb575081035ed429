/** Examines a service's database as the service will use it, without changing it. */
import { redactSecrets } from "../text/redact.js";
import { type DatabaseConfig, DatabaseStartError, openDatabase } from "./connection.js";

/** The result of an examination. */
export type DatabaseState =
  | {
      kind: "usable";
      /** The server's version. */
      version: string;
      latencyMilliseconds: number;
      /** How far this machine's clock is ahead of the server's. */
      aheadMilliseconds: number;
    }
  /** `reason` is the message of the driver or the server. */
  | { kind: "refuses" | "silent" | "forbids" | "unfit"; reason: string };

const connectSeconds = 4;
const commandMilliseconds = 3_000;
/** https://www.mongodb.com/docs/manual/reference/error-codes/: Unauthorized. */
const unauthorized = 13;

/** Connects, reads version and time, and tries a write that matches no document. */
export async function examineDatabase(config: DatabaseConfig): Promise<DatabaseState> {
  try {
    const { connection, ping, close } = await openDatabase({ ...config, startSeconds: connectSeconds });
    try {
      const { time, latencyMilliseconds } = await ping();
      const aheadMilliseconds = Date.now() - latencyMilliseconds / 2 - time.getTime();
      const limit = { timeoutMS: commandMilliseconds };
      const { version } = await connection.db!.admin().command({ buildInfo: 1 }, limit);
      // The server checks the right to write before the filter, which matches no document: no collection is created.
      const nothing = { _id: "gatehouse doctor" as never };
      await connection.db!.collection("doctor", limit).updateOne(nothing, { $set: { examined: true } });
      return { kind: "usable", version: String(version), latencyMilliseconds, aheadMilliseconds };
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof DatabaseStartError) return { kind: error.kind, reason: error.reason };
    const { code, message } = error as { code?: unknown; message: string };
    return { kind: code === unauthorized ? "forbids" : "silent", reason: redactSecrets(message) };
  }
}
