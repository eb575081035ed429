/**
 * Random operations over random placements of the directives, compared with a simple reference: graphql-js runs the
 * same operation over the whole schema in one process, with resolvers that throw at denied fields.
 */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { expect, it } from "@jest/globals";
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  graphql,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { authorize } from "../../gateway/authorization/authorize.js";
import { unlimited } from "../../gateway/limits/config.js";
import type { OperationRequest } from "../../gateway/operations/operation-request.js";
import { planAndExecute } from "../../gateway/pipeline.js";
import type { SubgraphFetch } from "../../gateway/subgraph/data-source.js";
import { type Generation, loadGeneration } from "../../gateway/supergraph/generation.js";
import { unauthenticated } from "../../platform/errors.js";
import type { Role } from "../../platform/roles.js";
import { Trace } from "../../platform/telemetry/trace.js";
import { silentLog } from "../support/environment.js";
import { buildGraph, callers, randomPlacement } from "../support/guarded-graph.js";
import { createRandom, randomOperation } from "../support/random-operations.js";
import { createRefusals, type Refusals, runReference } from "../support/refusal-reference.js";
import { createSparePlanners } from "../support/spare-planners.js";

/** A data source in this process, which also checks that no denied field is fetched. */
function createDataSource(
  schema: GraphQLSchema,
  seen: (document: DocumentNode, schema: GraphQLSchema) => void,
): SubgraphFetch {
  return async (query, variableValues) => {
    seen(parse(query), schema);
    return JSON.parse(JSON.stringify(await graphql({ schema, source: query, variableValues })));
  };
}

const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

/** Paths as texts, sorted. */
const pathsOf = (errors: readonly { path?: readonly (string | number)[] | undefined }[] = []) =>
  errors.map(({ path }) => (path ?? []).join(".")).sort();

/** Does the response contain null above the end of the path? Then an error there is optional. */
function isWithinNull(data: unknown, path: string): boolean {
  let value = data;
  for (const key of path.split(".")) {
    if (value === null) return true;
    value = (value as Record<string, unknown>)[key];
  }
  return false;
}

const [graphs, operationsEach] = process.env["TEST_TIER"] === "full" ? [12, 40] : [2, 15];

it("returns what the reference does, and fetches nothing that is denied", async () => {
  let filtered = 0;
  let skipped = 0;
  for (let seed = 1; seed <= graphs; seed += 1) {
    const random = createRandom(seed);
    const placement = randomPlacement(random);
    const { supergraphSdl, schemas } = buildGraph(placement);
    let fetched: { document: DocumentNode; schema: GraphQLSchema }[] = [];
    const generation = await loadGeneration(supergraphSdl, {
      dataSource: (name) =>
        createDataSource(schemas[name]!, (document, schema) => fetched.push({ document, schema })),
      authorization: true,
      limits: unlimited,
      introspection: true,
      planning: { plans: 100, paths: 100, timeoutMilliseconds: 60_000 },
      chargePlanning: async () => {},
      startPlanner: createSparePlanners(),
      log: silentLog(),
      lifecycle: { onStop: () => {} },
    });
    const { schema } = generation;
    for (let number = 0; number < operationsEach; number += 1) {
      const source = randomOperation(schema, random() < 0.8 ? "query" : "mutation", random);
      const document = parse(source);
      if (validate(schema, document).length > 0) continue;
      // The planner does not always write fetches whose fields can be merged.
      const whole = createRefusals(schema, placement, callers["admin"]!.meets);
      const asAdmin = await run(generation, requestOf(source, document, callers["admin"]!.roles));
      if (!isDeepStrictEqual(plain(asAdmin.data), plain(runReference(schema, document, whole).data))) {
        skipped += 1;
        continue;
      }
      for (const [name, { roles, meets }] of Object.entries(callers)) {
        const refusals = createRefusals(schema, placement, meets);
        const expected = runReference(schema, document, refusals);
        fetched = [];
        const actual = await run(generation, requestOf(source, document, roles));
        const what = `seed ${seed}, ${name}, ${JSON.stringify([...placement])}\n${source}`;
        expect({ what, data: plain(actual.data) }).toEqual({
          what,
          data: plain(expected.data),
        });
        const told = pathsOf(actual.errors);
        const must = pathsOf(expected.errors);
        expect({ what, missing: must.filter((path) => !told.includes(path)) }).toEqual({ what, missing: [] });
        const needless = told.filter((path) => !must.includes(path) && !isWithinNull(actual.data, path));
        expect({ what, needless }).toEqual({ what, needless: [] });
        expect({ what, leaked: leaks(fetched, refusals) }).toEqual({ what, leaked: [] });
        const code = roles === null ? "UNAUTHENTICATED" : "FORBIDDEN";
        for (const error of actual.errors ?? []) expect(error.originalError).toMatchObject({ code });
        if (must.length > 0) filtered += 1;
      }
    }
    generation.retire();
  }
  // Else it would have shown nothing.
  expect(filtered).toBeGreaterThan(graphs * 10);
  expect(skipped).toBeLessThan(20);
});

function run(generation: Generation, request: OperationRequest) {
  return planAndExecute(generation, authorize(generation, request), request.context, () => {});
}

function requestOf(source: string, document: DocumentNode, roles: Role[] | null): OperationRequest {
  const caller =
    roles === null
      ? { claims: null, token: null, refusal: unauthenticated() }
      : { claims: { roles }, token: "", refusal: null };
  return {
    document,
    operation: getOperationAST(document)!,
    hash: createHash("sha256").update(source).digest("hex"),
    variables: { yes: true },
    context: {
      caller,
      client: { ipAddress: "192.0.2.1" },
      signal: new AbortController().signal,
      log: silentLog(),
      trace: new Trace(null, undefined),
    } as unknown as OperationRequest["context"],
  };
}

/** Fields that were fetched from a subgraph although the caller may not use them, except for keys. */
function leaks(
  fetched: readonly { document: DocumentNode; schema: GraphQLSchema }[],
  refusals: Refusals,
): string[] {
  const found: string[] = [];
  for (const { document, schema } of fetched) {
    const typeInfo = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(typeInfo, {
        enter({ kind }) {
          if (kind !== Kind.FIELD) return;
          const [parent, field] = [typeInfo.getParentType()?.name, typeInfo.getFieldDef()?.name];
          if (parent === undefined || field === undefined || /^(__|_entities$|id$)/.test(field)) return;
          if (refusals.ofField(parent, field)) found.push(`${parent}.${field}`);
        },
      }),
    );
  }
  return found;
}
