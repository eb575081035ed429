/** The limits on planning cost no usual operation its best plan: those of the documents and tests are planned twice. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { operationFromDocument, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, type DocumentNode, Kind, parse, print, validate } from "graphql";
import { extractOperation, readFragments } from "../../gateway/operations/extract-operation.js";
import { readPlanningLimits } from "../../gateway/planning/config.js";
import { withoutEnforcedFeatures } from "../../gateway/supergraph/planner-sdl.js";
import { projectRoot } from "../../platform/project-root.js";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";
import { readProjectFile } from "../support/deployment-files.js";

const supergraph = Supergraph.build(
  print(withoutEnforcedFeatures(parse(readProjectFile("schema/supergraph.graphql")))),
);
const schema = supergraph.apiSchema();
const clientSchema = buildSchema(readProjectFile("schema/api.graphql"));
const { plans, paths } = readPlanningLimits(createSettingsReader({}));
const bounded = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: plans, pathsLimit: paths } });
const thorough = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: 10_000 } });

const planBy = (planner: QueryPlanner, document: DocumentNode) =>
  planner.buildQueryPlan(operationFromDocument(schema, document));

/** All operations of this graph that stand in quotes, or in a block of code, in these files. */
function readOperations(): string[] {
  const sources = ["README.md", "examples", "gateway/development/playground", "docs", "test"].flatMap(
    (path) => (path.endsWith(".md") ? [path] : filesBelow(path)),
  );
  const texts = sources
    .map(readProjectFile)
    .flatMap((source) => [
      ...[...source.matchAll(/(["'`])((?:query|mutation|\{)[^"'`]*\})\s*\1/g)].map(([, , text]) => text!),
      ...[...source.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text!),
    ]);
  return [...new Set(texts.flatMap(splitOperations))];
}

function splitOperations(text: string): string[] {
  try {
    const document = parse(text);
    if (validate(clientSchema, document).length > 0) return [];
    return document.definitions.flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION ? [print(extractOperation(one, readFragments(document)))] : [],
    );
  } catch {
    return [];
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true })
    .map((name) => `${folder}/${String(name)}`)
    .filter((path) => /\.(ts|md|mjs)$/.test(path));

describe("with the limits on planning", () => {
  it("every operation of the documents, the tour, the playground and the tests has the plan that it has without", () => {
    const operations = readOperations();
    expect(operations.length).toBeGreaterThan(100);
    for (const text of operations) {
      const document = parse(text);
      expect({ text, plan: planBy(bounded, document) }).toEqual({ text, plan: planBy(thorough, document) });
    }
  });

  it("an operation with thousands of plans is one of which few are compared", () => {
    const fields = "username email roles enabled emailVerified lastLoginAt displayName bio";
    const tasks = (inner: string) =>
      `tasks(first: 1) { nodes { owner { ${fields} ${inner} } assignee { ${fields} ${inner} } } }`;
    const document = parse(
      `mutation { refresh(input: { refreshToken: "x" }) { user { ${fields} ${tasks(tasks("id"))} } } }`,
    );
    planBy(bounded, document);
    expect(bounded.lastGeneratedPlanStatistics()!.evaluatedPlanCount).toBeLessThanOrEqual(plans);
  });
});
