/** Runs random operations over subgraphs that fail in every manner, and says which nulls of the answers have no error. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type DocumentNode, type GraphQLSchema, getOperationAST, graphql, parse, validate } from "graphql";
import { authorize } from "../../gateway/authorization/authorize.js";
import { unlimited } from "../../gateway/limits/config.js";
import type { OperationRequest } from "../../gateway/operations/operation-request.js";
import { planAndExecute } from "../../gateway/pipeline.js";
import type { SubgraphFetch } from "../../gateway/subgraph/data-source.js";
import { FetchFailure } from "../../gateway/subgraph/failure.js";
import { readResult } from "../../gateway/subgraph/read-result.js";
import { loadGeneration } from "../../gateway/supergraph/generation.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { Trace } from "../../platform/telemetry/trace.js";
import { silentLog } from "./environment.js";
import { buildGraph, callers } from "./guarded-graph.js";
import { createRandom, randomOperation } from "./random-operations.js";
import { createRefusals, runReference } from "./refusal-reference.js";
import { createSparePlanners } from "./spare-planners.js";

type Random = () => number;
type Answer = { data?: unknown; errors?: unknown };
type Data = Record<string, unknown>;
type Path = readonly (string | number)[];

/** A value in an answer, with the object or list that it stands in. */
interface Spot {
  holder: Record<string, unknown>;
  key: string;
  path: Path;
}

/** Fields that are non-null on whatever type they stand. */
const required = /^(name|score|title|holder|boss|mustNodes|badges|stamp)[AB]?$/;
/** May be null without an error, where its entity is not known to the subgraph. */
const optionalOfEntity = /^best[AB]?$/;

function listSpots(value: unknown, path: Path = []): Spot[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return [{ holder: value as Spot["holder"], key, path: place }, ...listSpots(inner, place)];
  });
}

/** The ways in which an answer is not what it should be. Each changes the data, or returns another answer. */
const manners: Readonly<Record<string, (data: Data, random: Random) => Answer | "failure" | undefined>> = {
  "is away": () => "failure",
  "has null for data": () => ({ data: null }),
  "has null for data and no errors in a list": () => ({ data: null, errors: [] }),
  "has an error and no data": () => ({ errors: [{ message: "no" }] }),
  "has an error and null for data": () => ({ data: null, errors: [{ message: "no" }, { message: "not" }] }),
  "has an error at a place that is not there": () => ({
    data: null,
    errors: [{ message: "no", path: ["nowhere", 7, "x"] }],
  }),
  "has an error whose path is none": (data) => ({ data, errors: [{ message: "no", path: "me" }] }),
  "has too few entities": (data) => withEntities(data, (entities) => entities.slice(1)),
  "has too many entities": (data) => withEntities(data, (entities) => [...entities, null]),
  "has no list of entities": (data, random) => withEntities(data, () => choose([null, "x", {}, 7], random)),
  "does not know an entity": (data, random) =>
    withEntities(data, (entities) => {
      const copy = [...entities];
      copy[Math.floor(random() * copy.length)] = null;
      return copy;
    }),
  "lacks a value": (data, random) =>
    change(data, random, ({ holder, key }) => {
      if (!Array.isArray(holder)) delete holder[key];
    }),
  "has a value of another shape": (data, random) =>
    change(data, random, ({ holder, key }) => {
      const value = holder[key];
      holder[key] = Array.isArray(value) ? choose([{}, "text"], random) : choose([[1], "TEXT", 7.5], random);
    }),
  "has null for a value, with its error": (data, random) => {
    const errors: unknown[] = [];
    change(data, random, ({ holder, key, path }) => {
      holder[key] = null;
      errors.push({ message: "no value", path, extensions: { code: "OWN" } });
    });
    return { data, errors };
  },
  "has null for a value, with an error that names no place": (data, random) => {
    change(data, random, ({ holder, key }) => {
      holder[key] = null;
    });
    return { data, errors: [{ message: "no value" }] };
  },
  "has null where its schema has none": (data, random) => {
    const spots = listSpots(data).filter(({ key }) => required.test(key));
    if (spots.length > 0) {
      const { holder, key } = choose(spots, random);
      holder[key] = null;
    }
    return { data };
  },
};

function choose<One>(from: readonly One[], random: Random): One {
  return from[Math.floor(random() * from.length)]!;
}

function change(data: Data, random: Random, apply: (spot: Spot) => void): Answer {
  const spots = listSpots(data);
  if (spots.length > 0) apply(choose(spots, random));
  return { data };
}

function withEntities(data: Data, apply: (entities: readonly unknown[]) => unknown): Answer {
  const entities = data["_entities"];
  return { data: Array.isArray(entities) ? { ...data, _entities: apply(entities) } : data };
}

function createFetch(
  schema: GraphQLSchema,
  failing: () => string | null,
  onInvalid: (message: string) => void,
  random: Random,
): SubgraphFetch {
  return async (query, variableValues) => {
    const { data, errors } = await graphql({ schema, source: query, variableValues });
    if (data === undefined) onInvalid(String(errors));
    const manner = failing();
    const plain = JSON.parse(JSON.stringify(data)) as Data;
    const answer = manner === null ? { data: plain } : manners[manner]!(plain, random);
    if (answer === "failure")
      return { data: null, errors: [{ message: "away", extensions: { code: "SERVICE_UNAVAILABLE" } }] };
    try {
      const text = JSON.stringify(answer);
      return readResult({ status: 200, headers: { "content-type": "application/json" }, text });
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      return { data: null, errors: [{ message: "garbage", extensions: { code: "SERVICE_UNAVAILABLE" } }] };
    }
  };
}

/** How many operations were run whole, how many answers told of failures, and what was wrong with any. */
export interface Findings {
  healthy: number;
  failed: number;
  wrong: string[];
}

/** A gateway before subgraphs that fail. */
export interface FailingGraph {
  /** Runs so many operations; the same ones for the same seed. */
  run(seed: number, operations: number): Promise<Findings>;
  stop(): Promise<void>;
}

/** Starts it, without sockets: what is shown is what becomes of the answers. */
export async function startFailingGraph(): Promise<FailingGraph> {
  const placement = new Map();
  const { supergraphSdl, schemas } = buildGraph(placement);
  let random: Random = () => 0;
  let mannerOf: () => string | null = () => null;
  let isInvalid = false;
  const stack = createCloserStack();
  const generation = await loadGeneration(supergraphSdl, {
    dataSource: (name) =>
      createFetch(
        schemas[name]!,
        () => mannerOf(),
        () => {
          isInvalid = true;
        },
        () => random(),
      ),
    authorization: false,
    limits: unlimited,
    introspection: true,
    planning: { plans: 100, paths: 100, timeoutMilliseconds: 60_000 },
    chargePlanning: async () => {},
    startPlanner: createSparePlanners(),
    log: silentLog(),
    lifecycle: stack,
  });
  const { schema } = generation;
  const refusals = createRefusals(schema, placement, callers["admin"]!.meets);

  const run = (request: OperationRequest) =>
    planAndExecute(generation, authorize(generation, request), request.context, () => {});

  const runOne = async (source: string, document: DocumentNode, findings: Findings): Promise<void> => {
    const request = requestOf(source, document);
    const whole = plain(runReference(schema, document, refusals).data);
    mannerOf = () => null;
    isInvalid = false;
    const healthy = await run(request);
    // The planner does not always write fetches whose fields can be merged.
    if (isInvalid) return;
    findings.healthy += 1;
    if (healthy.errors !== undefined || !isDeepStrictEqual(plain(healthy.data), whole)) {
      findings.wrong.push(`healthy: ${JSON.stringify(healthy)}\n${JSON.stringify(whole)}\n${source}`);
      return;
    }
    const used: string[] = [];
    mannerOf = () => {
      const manner = random() < 0.5 ? choose(Object.keys(manners), random) : null;
      if (manner !== null) used.push(manner);
      return manner;
    };
    const answer = await run(request);
    if (answer.errors !== undefined) findings.failed += 1;
    const problems = findProblems(whole, plain(answer.data), answer.errors ?? [], used, source);
    if (problems.length > 0)
      findings.wrong.push(`${used.join("; ")}: ${problems.join("; ")}\n${source}\n${JSON.stringify(answer)}`);
  };

  return {
    async run(seed, operations) {
      random = createRandom(seed);
      const findings: Findings = { healthy: 0, failed: 0, wrong: [] };
      for (let number = 0; number < operations; number += 1) {
        const source = randomOperation(schema, random() < 0.9 ? "query" : "mutation", random);
        const document = parse(source);
        if (validate(schema, document).length === 0) await runOne(source, document, findings);
      }
      return findings;
    },
    stop: stack.stop,
  };
}

const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

function findProblems(
  whole: unknown,
  data: unknown,
  errors: readonly { path?: Path | undefined; extensions: Record<string, unknown> }[],
  manners: readonly string[],
  source: string,
): string[] {
  const problems: string[] = [];
  const isCovered = (path: Path) =>
    errors.some(
      ({ path: told = [] }) =>
        (told.length > 0 || path.length === 0) &&
        told.slice(0, path.length).every((segment, index) => segment === path[index]),
    );
  const compare = (expected: unknown, actual: unknown, path: Path): void => {
    const at = path.join(".");
    if (expected === null || expected === undefined) return;
    if (actual === undefined) problems.push(`${at} is not there`);
    else if (actual === null) {
      const isUnknown =
        manners.includes("does not know an entity") && optionalOfEntity.test(String(path.at(-1)));
      if (!isUnknown && !isCovered(path)) problems.push(`${at} is null without an error`);
    } else if (Array.isArray(expected)) {
      if (Array.isArray(actual))
        for (const [index, one] of actual.entries()) compare(expected[index], one, [...path, index]);
    } else if (typeof expected === "object")
      for (const [key, one] of Object.entries(expected)) compare(one, (actual as Data)[key], [...path, key]);
  };
  compare(whole, data, []);
  const told = errors.map(({ path, extensions }) => JSON.stringify([path, extensions["code"]]));
  for (const [index, one] of told.entries())
    if (told.indexOf(one) !== index && errors[index]!.path === undefined)
      problems.push(`${one} is told twice`);
  for (const { path = [] } of errors)
    for (const segment of path)
      if (typeof segment === "string" && !source.includes(segment))
        problems.push(`${path.join(".")} names what was not selected`);
  if (errors.length > 250) problems.push(`${errors.length} errors`);
  if (data === null && errors.length === 0) problems.push("no data and no error");
  return problems;
}

function requestOf(source: string, document: DocumentNode): OperationRequest {
  return {
    document,
    operation: getOperationAST(document)!,
    hash: createHash("sha256").update(source).digest("hex"),
    variables: { yes: true },
    context: {
      log: silentLog(),
      trace: new Trace(null, undefined),
      client: { ipAddress: "192.0.2.1" },
      signal: new AbortController().signal,
    } as unknown as OperationRequest["context"],
  };
}
