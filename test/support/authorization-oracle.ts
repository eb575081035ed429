/**
 * Holds the check of authorization changes against the gateway: random operations are authorized for callers with every
 * combination of grants, before and after random edits of the directives.
 */
import { expect } from "@jest/globals";
import {
  type DocumentNode,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  parse,
  print,
  validate,
} from "graphql";
import { createPolicyCheck } from "../../gateway/authorization/check-policies.js";
import { readPolicyTable } from "../../gateway/authorization/policy-table.js";
import { removeDeniedFields } from "../../gateway/authorization/remove-denied-fields.js";
import { readFragments } from "../../gateway/operations/extract-operation.js";
import type { Grants } from "../../platform/identity/grants.js";
import { comparePolicies } from "../../schema/checks/authorization/compare-policies.js";
import { findAuthorizationChanges } from "../../schema/checks/authorization/find-authorization-changes.js";
import { readGuardedGraph } from "../../schema/checks/authorization/guarded-graph.js";
import type { RegisteredOperation, SchemaVersion } from "../../schema/checks/schema-version.js";
import { editDirectives, policies, scopes } from "./random-directives.js";
import { createRandom, randomOperation } from "./random-operations.js";
import { composeVersion } from "./schema-versions.js";

/** What was seen, so that a test can tell that it has shown something. */
export interface Tally {
  rounds: number;
  loosened: number;
  tightened: number;
  refused: number;
  admitted: number;
}

const words = [...scopes.map((word) => ["scopes", word]), ...policies.map((word) => ["policies", word])];
const held = (bits: number, kind: string) =>
  new Set(words.flatMap(([of, word], at) => (of === kind && bits & (1 << at) ? [word!] : [])));
/** Callers with every combination of grants; the first one is not signed in. */
const everyCaller: readonly (Grants | null)[] = [
  null,
  ...Array.from({ length: 1 << words.length }, (_, bits) => ({
    name: String(bits),
    scopes: held(bits, "scopes"),
    policies: held(bits, "policies"),
  })),
];

const operationsEach = 6;
/** Then the graph is full of directives, and begins anew. */
const editsEach = 12;

/** Compares for so many steps from one random edit to the next one. */
export function compareWithGateway(sdls: ReadonlyMap<string, string>, seed: number, rounds: number): Tally {
  const random = createRandom(seed);
  const tally: Tally = { rounds: 0, loosened: 0, tightened: 0, refused: 0, admitted: 0 };
  const first = composeVersion(sdls);
  let base = first;
  for (let edit = 0; tally.rounds < rounds; edit += 1) {
    if (edit % editsEach === 0) base = first;
    const head = tryToCompose(editDirectives(base.subgraphs, random));
    // Composition itself wants some fields to ask for what others do.
    if (head === null) continue;
    tally.rounds += 1;
    compareVersions(base, head, random, `seed ${seed}, round ${tally.rounds}`, tally);
    base = head;
  }
  return tally;
}

function tryToCompose(sdls: ReadonlyMap<string, string>): SchemaVersion | null {
  try {
    return composeVersion(sdls);
  } catch {
    return null;
  }
}

function compareVersions(
  base: SchemaVersion,
  head: SchemaVersion,
  random: () => number,
  round: string,
  tally: Tally,
): void {
  const documents = Array.from({ length: operationsEach }, () =>
    parse(randomOperation(base.apiSchema, random() < 0.8 ? "query" : "mutation", random)),
  ).filter((document) => validate(base.apiSchema, document).length === 0);
  const operations = documents.map(
    (document, at): RegisteredOperation => ({
      client: "random",
      release: "1",
      name: String(at),
      document,
    }),
  );
  const findings = findAuthorizationChanges({ base, head, operations });
  const hits = new Set(findings.flatMap((one) => one.hits ?? []).map(({ operation }) => operation));
  const isLoosened = findings.some(({ kind }) => kind === "authorization-loosened");
  const [before, after] = [createGate(base), createGate(head)];

  const actual = compareElements(base, head);
  expect({ round, ...actual }).toEqual({ round, ...expectedElements(base, before, after) });
  tally.loosened += actual.loosened.length;
  tally.tightened += actual.tightened.length;
  expect({ round, isLoosened }).toEqual({ round, isLoosened: actual.loosened.length > 0 });

  documents.forEach((document, at) => {
    const outcomes = everyCaller.map((caller) => [
      before.permit(document, caller),
      after.permit(document, caller),
    ]);
    const isRefused = outcomes.some(([was, is]) => was === "whole" && is !== "whole");
    const isAdmitted = outcomes.some(([was, is]) => was !== "whole" && is === "whole");
    const isOther = outcomes.some(([was, is]) => was !== is);
    const what = { round, operation: print(document), findings };
    if (isRefused) expect({ ...what, hit: hits.has(String(at)) }).toEqual({ ...what, hit: true });
    if (isAdmitted) expect({ ...what, isLoosened }).toEqual({ ...what, isLoosened: true });
    // The gateway authorizes what is selected below a sign-in later, for an account that is not known here.
    if (!isOther && !before.signsIn(document))
      expect({ ...what, hit: hits.has(String(at)) }).toEqual({ ...what, hit: false });
    tally.refused += isRefused ? 1 : 0;
    tally.admitted += isAdmitted ? 1 : 0;
  });
}

/** The gateway's authorization of one version. */
type Gate = ReturnType<typeof createGate>;

function createGate({ supergraphSdl, apiSchema: schema }: SchemaVersion) {
  const table = readPolicyTable(parse(supergraphSdl!));
  const checks = new Map(everyCaller.map((caller) => [caller, createPolicyCheck(schema, table, caller)]));
  return {
    denies: (caller: Grants | null, type: string, field: string): boolean =>
      checks.get(caller)!.denies({ type, denied: false, checked: true }, field),
    deniesType: (caller: Grants | null, type: string): boolean =>
      checks.get(caller)!.within({ type: "", denied: false, checked: true }, type).denied,
    /** Does a field of the document sign in? */
    signsIn: (document: DocumentNode): boolean =>
      Object.keys(schema.getMutationType()?.getFields() ?? {}).some(
        (field) => table.signsIn("Mutation", field) && new RegExp(`\\b${field}\\b`).test(print(document)),
      ),
    /** The permitted part as text; `whole` where nothing is denied. */
    permit(document: DocumentNode, caller: Grants | null): string {
      const operation = getOperationAST(document)!;
      const { name } = schema.getRootType(operation.operation)!;
      const roots = [
        { selectionSet: operation.selectionSet, scope: { type: name, denied: false, checked: true } },
      ];
      const check = checks.get(caller)!;
      const part = removeDeniedFields(operation, roots, {
        schema,
        fragments: readFragments(document),
        check,
      });
      if (part === null) return "whole";
      return part.document === null ? "nothing" : print(part.document);
    },
  };
}

/** Coordinates of fields, and of types that a selection is narrowed to, by what the check says of them. */
function compareElements(base: SchemaVersion, head: SchemaVersion) {
  const [before, after] = [base, head].map((one) => readGuardedGraph(one.supergraphSdl!, one.apiSchema));
  const found = (direction: "loosened" | "tightened") =>
    [
      ...new Set(
        comparePolicies(before!, after!, direction).flatMap(({ effects }) =>
          effects.map((one) => one.coordinate),
        ),
      ),
    ].sort();
  return { loosened: found("loosened"), tightened: found("tightened") };
}

function expectedElements({ apiSchema }: SchemaVersion, before: Gate, after: Gate) {
  const [loosened, tightened]: [string[], string[]] = [[], []];
  const compare = (coordinate: string, denies: (gate: Gate, caller: Grants | null) => boolean) => {
    const pairs = everyCaller.map((caller) => [denies(before, caller), denies(after, caller)] as const);
    if (pairs.some(([was, is]) => was && !is)) loosened.push(coordinate);
    if (pairs.some(([was, is]) => !was && is)) tightened.push(coordinate);
  };
  for (const type of Object.values(apiSchema.getTypeMap())) {
    if (type.name.startsWith("__") || !(isObjectType(type) || isInterfaceType(type))) continue;
    compare(type.name, (gate, caller) => gate.deniesType(caller, type.name));
    for (const field of Object.keys(type.getFields()))
      compare(`${type.name}.${field}`, (gate, caller) => gate.denies(caller, type.name, field));
  }
  return { loosened: loosened.sort(), tightened: tightened.sort() };
}
