/** Runs the cases of all expression operators against MONGODB_URI, or the embedded server without it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { EJSON } from "bson";
import type { mongo } from "mongoose";
import { notImplemented } from "../errors.js";
import { allOperators, unsupportedOperators } from "../queries/expressions/all-operators.js";
import { createExpressionCompiler } from "../queries/expressions/compile-expression.js";
import { allOperatorCases } from "./cases/all-operator-cases.js";
import { operatorDocument } from "./cases/operator-cases.js";
import { openTestServer, type TestServer } from "./support/test-server.js";

let server: TestServer;
let collection: mongo.Collection;

beforeAll(async () => {
  server = await openTestServer();
  collection = server.database.collection("operators");
  await collection.insertOne({ _id: 1 as never, ...operatorDocument });
});

afterAll(() => server?.close());

/** The outcome of what the embedded server alone refuses. */
const notServed = JSON.stringify({ value: { errorCode: { $numberInt: "238" } } });
const show = (value: unknown) => EJSON.stringify({ value }, { relaxed: false });

/** Evaluates several expressions in one pipeline, which fails when one of them does. */
async function evaluate(expressions: unknown[]): Promise<string[]> {
  const fields = Object.fromEntries(expressions.map((expression, i) => [`v${i}`, expression]));
  const pipeline = [{ $project: { _id: 0, ...fields } }];
  const [result = {}] = await collection.aggregate(pipeline, { promoteValues: false }).toArray();
  return expressions.map((_, i) => (`v${i}` in result ? show(result[`v${i}`]) : show({ isMissing: true })));
}

async function refusal(expression: unknown): Promise<string> {
  try {
    return (await evaluate([expression]))[0]!;
  } catch (error) {
    return show({ errorCode: (error as { code?: number }).code });
  }
}

describe("an expression operator", () => {
  it.each(Object.keys(allOperatorCases))("%s returns what MongoDB returns", async (name) => {
    const cases = allOperatorCases[name]!.flatMap(([expected, ...operands]) =>
      operands.map((operand) => ({ operand, expected: show(expected) })),
    ).filter(({ operand, expected }) => {
      if (!server.isEmbedded && expected === notServed) return false;
      return !server.lacks(`${name} ${EJSON.stringify(operand)}`);
    });
    const isRefused = ({ expected }: { expected: string }) => expected.includes('"errorCode"');
    const served = cases.filter((one) => !isRefused(one));
    const values = await evaluate(served.map(({ operand }) => ({ [name]: operand })));
    const pairs = served.map(({ operand, expected }, i) => [show(operand), expected, values[i]]);
    for (const { operand, expected } of cases.filter(isRefused))
      pairs.push([show(operand), expected, await refusal({ [name]: operand })]);
    expect(pairs.filter(([, expected, found]) => expected !== found)).toEqual([]);
  });
});

describe("the operators that are served", () => {
  it("all have cases: of missing, of null, of another type, and of more", () => {
    const lacking = Object.keys(allOperators).filter((name) => {
      const operands = (allOperatorCases[name] ?? []).flatMap(([, ...given]) => given.map(show));
      const mentions = (text: string) => operands.some((operand) => operand.includes(text));
      return operands.length < 15 || !mentions('"$missing"') || !mentions('"$nil"');
    });
    expect(lacking).toEqual([]);
  });

  it("are not among those that are refused, which have their own error", () => {
    const expressions = createExpressionCompiler();
    for (const name of unsupportedOperators)
      expect(() => expressions.compile({ [name]: 1 })).toThrow(notImplemented(`the expression ${name}`));
    expect(() => expressions.compile({ $noSuchOperator: 1 })).toThrow(/Unrecognized/);
  });
});
