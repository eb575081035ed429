/** The server that the tables of cases run against. */
import { mongo } from "mongoose";
import { startEmbeddedMongo } from "../../server.js";
import { readServerGaps } from "./server-gaps.js";

/** A server, with a database of its own for one file of tests. */
export interface TestServer {
  database: mongo.Db;
  /** Whether it is the embedded server, which refuses a few cases as not implemented. */
  isEmbedded: boolean;
  /** Whether this server is known to differ from MongoDB in a case; the case is skipped, and counted. */
  lacks(title: string): boolean;
  /** Whether an expression uses an operator in which this server is known to differ. */
  differs(expression: unknown): boolean;
  close(): Promise<void>;
}

/** Connects to the server at MONGODB_URI, or starts an embedded one without it. */
export async function openTestServer(): Promise<TestServer> {
  const given = process.env.MONGODB_URI;
  const own = given ? undefined : await startEmbeddedMongo();
  const client = await mongo.MongoClient.connect(given ?? own!.uri);
  const database = client.db(`conformance_${process.pid}_${Date.now()}`);
  const gaps = readServerGaps(await database.command({ buildInfo: 1 }));
  let skipped = 0;
  return {
    database,
    isEmbedded: own !== undefined,
    lacks(title) {
      const isGap = gaps.cases.has(title);
      if (isGap) skipped++;
      return isGap;
    },
    differs: (expression) => gaps.random.some((name) => JSON.stringify(expression).includes(`"${name}"`)),
    async close() {
      if (skipped > 0) console.log(`${gaps.server}: skipped ${skipped} cases in which it is known to differ`);
      await database.dropDatabase();
      await client.close();
      await own?.stop();
    },
  };
}
