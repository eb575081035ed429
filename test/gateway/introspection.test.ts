/** The schema is described as graphql-js does it, by a planner's thread: a long description keeps no other request waiting. */
import { Supergraph } from "@apollo/federation-internals";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { type GraphQLSchema, getIntrospectionQuery, graphqlSync } from "graphql";
import type { PlannerQuestion } from "../../gateway/planning/planner-messages.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { composeSupergraph, startTestGateway, type TestGateway } from "../support/gateway.js";
import { startSharedFields } from "../support/shared-fields.js";
import { createSparePlanners } from "../support/spare-planners.js";

let subgraphs: FaultySubgraph[];
let gateway: TestGateway;
let schema: GraphQLSchema;
const questions: PlannerQuestion["kind"][] = [];
/** The next description takes longer than it may. */
let isLate = false;

beforeAll(async () => {
  subgraphs = await startSharedFields();
  schema = Supergraph.build(composeSupergraph(subgraphs)).apiSchema().toGraphQLJSSchema();
  const startPlanner = createSparePlanners();
  gateway = await startTestGateway(subgraphs, { LIMIT_BATCH: "2" }, undefined, (start) => {
    const thread = startPlanner(start);
    return {
      ...thread,
      async ask(question, timeoutMilliseconds) {
        questions.push(question.kind);
        if (question.kind !== "describe" || !isLate) return thread.ask(question, timeoutMilliseconds);
        isLate = false;
        return { kind: "late", milliseconds: timeoutMilliseconds };
      },
    };
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all(subgraphs.map((one) => one.stop()));
});
beforeEach(() => {
  questions.length = 0;
});

/** What graphql-js returns, as JSON has it. */
const expected = (source: string, variableValues = {}) =>
  JSON.parse(JSON.stringify(graphqlSync({ schema, source, variableValues }).data)) as object;

it.each([
  ["of tools", getIntrospectionQuery({ descriptions: true, schemaDescription: true }), {}],
  [
    "with variables, fragments and aliases",
    `query ($name: String!, $skipped: Boolean!) { a: __type(name: $name) { ...T } b: __type(name: "Nobody") { ...T }
       c: __schema @skip(if: $skipped) { queryType { name } } __typename }
     fragment T on __Type { n: name fields(includeDeprecated: true) { name type { kind ofType { name } } } }`,
    { name: "Person", skipped: true },
  ],
])("describes the schema to operations %s", async (_title, query, variables) => {
  expect(await gateway.client.data(query, variables)).toEqual(expected(query, variables));
  expect(questions).toEqual(["describe"]);
});

it("executes the operation that the request names, and no other of its document", async () => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: 'query One { __type(name: "Query") { name } } query Two { __type(name: "Person") { name } }',
      operationName: "Two",
    }),
  });
  expect(await response.json()).toEqual({ data: { __type: { name: "Person" } } });
});

it("describes it beside other fields, in a thread too", async () => {
  const query = `query ($yes: Boolean!) { hello me { id } here: __type(name: "Person") @include(if: $yes) { name }
    __schema @skip(if: $yes) { queryType { name } } }`;
  expect(await gateway.client.data(query, { yes: true })).toEqual({
    hello: "hello",
    me: { id: "1" },
    here: { name: "Person" },
  });
  expect(questions.filter((kind) => kind === "describe")).toHaveLength(1);
});

it("describes it within a batch", async () => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([{ query: '{ __type(name: "Person") { name } }' }, { query: "{ hello }" }]),
  });
  expect(await response.json()).toEqual([
    { data: { __type: { name: "Person" } } },
    { data: { hello: "hello" } },
  ]);
});

it("needs no thread for __typename, which checks of health ask for", async () => {
  const query =
    "query ($no: Boolean!) { __typename ...Q } fragment Q on Query { t: __typename @include(if: $no) }";
  expect(await gateway.client.data(query, { no: false })).toEqual({ __typename: "Query" });
  expect(questions).toEqual([]);
});

it("refuses what takes too long, with a code, and goes on with another thread", async () => {
  isLate = true;
  const query = "{ __schema { types { name } } }";
  const { status, errors } = await gateway.client.send(query);
  expect(status).toBe(422);
  expect(errors.map(({ extensions }) => extensions?.["code"])).toEqual(["PLANNING_LIMIT_EXCEEDED"]);
  expect(await gateway.client.data(query)).toEqual(expected(query));
});
