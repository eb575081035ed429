/** Holds the schema check against oracles, for random edits of a graph. */

import { expect } from "@jest/globals";
import { type DocumentNode, parse, print } from "graphql";
import { findAuthorizationChanges } from "../../schema/checks/authorization/find-authorization-changes.js";
import { findChanges } from "../../schema/checks/changes/find-changes.js";
import { findBrokenOperations } from "../../schema/checks/clients/find-broken-operations.js";
import type { Finding } from "../../schema/checks/finding.js";
import { needsPerson } from "../../schema/checks/needs-person.js";
import type { RegisteredOperation, SchemaVersion } from "../../schema/checks/schema-version.js";
import { composeVersion } from "../../schema/checks/versions/to-version.js";
import { holdAuthorization, readPermissions } from "./edited-authorization.js";
import { editAtRandom } from "./random-edits.js";
import { createRandom } from "./random-operations.js";
import { isAccepted, type RandomRequest, randomRequest } from "./random-requests.js";
import { products, reviews } from "./shop-graph.js";

/** Findings of these kinds say that an operation is refused: one that sends no variable must be. */
const refusing = new Set([
  "field-removed",
  "argument-removed",
  "required-argument-added",
  "argument-made-required",
  "input-field-removed",
  "required-input-field-added",
  "input-field-made-required",
]);

const guard = (sdl: string) =>
  sdl
    .replace('import: ["@key"]', 'import: ["@key", "@authenticated", "@requiresScopes", "@policy"]')
    .replace("  weight: Float", '  weight: Float @requiresScopes(scopes: [["a"]])')
    .replace("  country: Country", "  country: Country @authenticated");

const baseSdl = new Map([
  ["products", guard(products)],
  ["reviews", guard(reviews)],
]);

const policy = { days: 90, now: new Date("2026-11-27T00:00:00Z"), deprecatedSince: () => null };

/** A registered operation with the request that it was made of. */
interface Registered extends RegisteredOperation {
  request: RandomRequest;
}

/** What a run has met, so that a test can tell that it was no empty one. */
export interface Tally {
  edits: number;
  breaking: number;
  brokenOperations: number;
  /** Operations that a caller may run before or after, and not both. */
  changedPermissions: number;
}

/** Makes this many edits that compose, and compares what the check says with what becomes of random operations. */
export async function holdRandomEdits(count: number, seed: number): Promise<Tally> {
  const random = createRandom(seed);
  const tally: Tally = { edits: 0, breaking: 0, brokenOperations: 0, changedPermissions: 0 };
  const base = await compose("the base", new Map(baseSdl));
  const operations = Array.from({ length: 120 }, (_, index): Registered => {
    const request = randomRequest(base!.apiSchema, random, index % 2 === 0);
    return { client: "web", release: "1", name: `Op${index}`, document: request.document, request };
  });
  const permittedBefore = readPermissions(base!);
  while (tally.edits < count) {
    const sdl = edited(random);
    const head = await compose("the head", sdl);
    if (head === null) continue;
    tally.edits += 1;
    const broken = operations.filter(({ request }) => !isAccepted(head.apiSchema, request));
    const findings = await findIn(base!, head, operations);
    tally.breaking += findings.some(({ severity }) => severity === "breaking") ? 1 : 0;
    tally.brokenOperations += broken.length;
    holdChanges(findings, operations, broken, sdl);
    const accepted = operations.filter((operation) => !broken.includes(operation));
    const explain = () =>
      `${differences(sdl)}\n${findings.map(({ kind, coordinate }) => `${kind} ${coordinate}`).join("\n")}`;
    tally.changedPermissions += holdAuthorization(
      findings,
      accepted,
      permittedBefore,
      readPermissions(head),
      explain,
    );
  }
  return tally;
}

function edited(random: () => number): Map<string, string> {
  const documents = new Map<string, DocumentNode>([...baseSdl].map(([name, sdl]) => [name, parse(sdl)]));
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) {
    const name = random() < 0.8 ? "products" : "reviews";
    documents.set(name, editAtRandom(documents.get(name)!, random));
  }
  return new Map([...documents].map(([name, document]) => [name, print(document)]));
}

/** Null where the edits make SDL that does not compose. */
const compose = (name: string, subgraphs: Map<string, string>): Promise<SchemaVersion | null> =>
  composeVersion(name, { subgraphs, satisfiability: false }).catch(() => null);

async function findIn(
  base: SchemaVersion,
  head: SchemaVersion,
  operations: readonly Registered[],
): Promise<Finding[]> {
  const input = { base, head, operations };
  const changes = await findChanges(input, policy);
  return [...changes, ...findBrokenOperations(input, changes), ...findAuthorizationChanges(input)];
}

/** An operation that is refused fails the check by name; a finding that says "refused" is right about operations. */
function holdChanges(
  findings: readonly Finding[],
  operations: readonly Registered[],
  broken: readonly Registered[],
  sdl: ReadonlyMap<string, string>,
): void {
  const failing = findings.filter((finding) => needsPerson(finding, { onlyUsed: true }));
  const named = new Set(failing.flatMap(({ hits = [] }) => hits.map(({ operation }) => operation)));
  const isBroken = new Set(broken.map(({ name }) => name));
  const missed = broken.filter(({ name }) => !named.has(name));
  const wrong = failing
    .filter(({ kind }) => refusing.has(kind))
    .flatMap(({ hits = [], kind, coordinate }) =>
      operations
        .filter(({ name, request }) => hits.some(({ operation }) => operation === name) && isLiteral(request))
        .filter(({ name }) => !isBroken.has(name))
        .map(({ document }) => `${kind} ${coordinate}: ${print(document)}`),
    );
  const explain = () =>
    `${differences(sdl)}\n${findings.map(({ kind, coordinate }) => `${kind} ${coordinate}`).join("\n")}`;
  if (missed.length > 0 || wrong.length > 0) {
    const [first] = missed;
    expect({
      missed: first ? `${print(first.document)} ${JSON.stringify(first.request.variables)}` : null,
      wrong,
      explain: explain(),
    }).toEqual({ missed: null, wrong: [], explain: "" });
  }
}

const isLiteral = ({ document }: RandomRequest): boolean => !print(document).includes("$");

function differences(sdl: ReadonlyMap<string, string>): string {
  return [...sdl]
    .flatMap(([name, text]) => {
      const before = new Set(print(parse(baseSdl.get(name)!)).split("\n"));
      return text.split("\n").filter((line) => !before.has(line));
    })
    .join("\n");
}
