/** Random expressions: they end in a value or in one of MongoDB's errors, and as on the server at MONGODB_URI. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { deserialize, EJSON } from "bson";
import type { mongo } from "mongoose";
import { MongoServerFailure } from "../errors.js";
import { createExpressionCompiler } from "../queries/expressions/compile-expression.js";
import { readDocument } from "../values/bson.js";
import { writeDocument } from "../values/write-bson.js";
import { operatorDocument } from "./cases/operator-cases.js";
import { createRandom, seedOfRun } from "./support/random.js";
import { randomExpression } from "./support/random-expressions.js";
import { openTestServer, type TestServer } from "./support/test-server.js";

const rounds = process.env.TEST_TIER === "full" ? 20_000 : 1_200;
const seed = seedOfRun();
/** As a stored document is read: with BSON's types. */
const document = readDocument(writeDocument(operatorDocument));

let server: TestServer;
let collection: mongo.Collection;
beforeAll(async () => {
  server = await openTestServer();
  collection = server.database.collection("random");
  await collection.insertOne({ _id: 1 as never, ...operatorDocument });
});
afterAll(() => server?.close());

const show = (value: unknown) => EJSON.stringify({ value }, { relaxed: false });

/** The value as text; "error" for one of MongoDB's errors, whose codes differ between servers. */
function evaluate(expression: unknown): string {
  try {
    const value = createExpressionCompiler().compile(expression)(document);
    return value === undefined
      ? "missing"
      : show(deserialize(writeDocument({ value }), { promoteValues: false }).value);
  } catch (error) {
    if (error instanceof MongoServerFailure) return error.code === 238 ? "refused" : "error";
    throw new Error(`${show(expression)} (TEST_SEED=${seed})`, { cause: error });
  }
}

async function evaluateOnServer(expression: unknown): Promise<string> {
  const stages = [{ $project: { _id: 0, value: expression } }];
  try {
    const [found = {}] = await collection.aggregate(stages, { promoteValues: false }).toArray();
    return "value" in found ? show(found.value) : "missing";
  } catch {
    return "error";
  }
}

describe("random expressions", () => {
  it("end in a value or in an error of MongoDB's", () => {
    const random = createRandom(seed);
    const outcomes = { values: 0, errors: 0 };
    for (let i = 0; i < rounds; i++)
      outcomes[evaluate(randomExpression(random)) === "error" ? "errors" : "values"]++;
    expect(outcomes.values).toBeGreaterThan(rounds / 10);
    expect(outcomes.errors).toBeGreaterThan(rounds / 10);
  });

  const another = process.env.MONGODB_URI ? it : it.skip;
  another("have the same value on another server", async () => {
    const random = createRandom(seed);
    const differing: string[][] = [];
    const counts = { compared: 0, errors: 0 };
    for (let i = 0; i < rounds; i++) {
      const expression = randomExpression(random);
      const own = evaluate(expression);
      if (own === "refused" || server.differs(expression)) continue;
      const theirs = await evaluateOnServer(expression);
      counts.compared++;
      // Whether a branch that is not taken may fail is a matter of each server's optimizer.
      if ((own === "error") !== (theirs === "error")) counts.errors++;
      else if (own !== theirs) differing.push([show(expression), own, theirs]);
    }
    console.log(`seed ${seed}: compared ${counts.compared}; ${counts.errors} fail on one server only`);
    expect({ seed, differing }).toEqual({ seed, differing: [] });
    expect(counts.errors).toBeLessThan(counts.compared / 20);
  });
});
