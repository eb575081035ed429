/**
 * A child process for the crash test: a server on a folder and eight writers in it, which print each
 * acknowledged write until the process is killed.
 */
import { mongo } from "mongoose";
import { startEmbeddedMongo } from "../../server.js";

const [directory = "", round] = process.argv.slice(2);
const server = await startEmbeddedMongo({
  directory,
  // Small, so that the log is rewritten again and again while the writers go on.
  compactAboveBytes: 60_000,
  onNotice: (line) => process.stderr.write(`${line}\n`),
  onFatal: (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(3);
  },
});
const client = await mongo.MongoClient.connect(server.uri, { maxPoolSize: 8 });
const collection = client
  .db("crash")
  .collection<{ _id: string; writer: string; n: number; check: string }>("writes");
await collection.createIndex({ writer: 1, n: 1 }, { unique: true });
process.stdout.write("started\n");

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n++) {
    const _id = `${round}-${writer}-${n}`;
    const check = `${_id}:${"x".repeat((n * 37) % 400)}`;
    await collection.insertOne({ _id, writer: `${round}-${writer}`, n, check });
    process.stdout.write(`insert ${_id}\n`);
    if (n % 3 === 1) {
      await collection.updateOne({ _id }, { $set: { updated: true } });
      process.stdout.write(`update ${_id}\n`);
    }
    if (n % 5 === 4) {
      const gone = `${round}-${writer}-${n - 2}`;
      process.stdout.write(`deleting ${gone}\n`);
      await collection.deleteOne({ _id: gone });
      process.stdout.write(`delete ${gone}\n`);
    }
  }
}
await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
