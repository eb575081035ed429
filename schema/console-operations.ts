/**
 * Derives from the console's *.graphql files the modules that its pages import, and the manifest of its registered
 * operations: these, and those of the kit that it uses. Modules and manifest hold the same text, so that what the console
 * sends is what is registered, byte for byte.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InMemoryCache } from "@apollo/client";
import { codegen } from "@graphql-codegen/core";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import {
  buildSchema,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  visit,
} from "graphql";

/** One operation, with the fragments that it needs. */
interface Operation {
  node: OperationDefinitionNode & { name: { value: string } };
  body: string;
}

/** One *.graphql file. */
interface OperationFile {
  /** Its path in the project, without the extension. */
  path: string;
  definitions: readonly DefinitionNode[];
}

/**
 * Returns the derived files by path in the project. `api` is the text of the API schema.
 * @throws Error that names the operations which the schema refuses.
 */
export async function deriveConsoleFiles(root: string, api: string): Promise<Map<string, string>> {
  const schema = buildSchema(api);
  const derived = new Map<string, string>();
  const registered = readKitOperations(root);
  const files = readOperationFiles(root, "web");
  const fragments = collectFragments(files);
  for (const file of files) {
    const operations = listOperations(file).map((node) => ({
      node,
      body: print(withTypenames(withFragments(node, fragments))),
    }));
    requireValid(schema, file.path, operations);
    registered.push(...operations);
    if (operations.length > 0)
      derived.set(`${file.path}.generated.ts`, await writeModule(schema, file, operations));
  }
  const { version } = JSON.parse(readFileSync(join(root, "web", "package.json"), "utf8")) as {
    version: string;
  };
  derived.set(`operations/console@${version}.json`, writeManifest(registered));
  return derived;
}

/** Returns the kit's operations as they are sent: `refresh` goes past the cache, which adds `__typename` to the others. */
function readKitOperations(root: string): Operation[] {
  const files = readOperationFiles(root, "client/operations");
  const fragments = collectFragments(files);
  return files.flatMap(listOperations).map((node) => {
    const document = withFragments(node, fragments);
    return { node, body: print(node.name.value === "Refresh" ? document : withTypenames(document)) };
  });
}

function listOperations({ definitions }: OperationFile): Operation["node"][] {
  return definitions.filter(
    (node): node is Operation["node"] => node.kind === Kind.OPERATION_DEFINITION && !!node.name,
  );
}

function readOperationFiles(root: string, folder: string): OperationFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".graphql") && !/\/(node_modules|dist)\//.test(path))
    .sort()
    .map((path) => ({
      path: path.replace(/\.graphql$/, ""),
      definitions: parse(readFileSync(join(root, path), "utf8"), { noLocation: true }).definitions,
    }));
}

function collectFragments(files: readonly OperationFile[]): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const { path, definitions } of files) {
    for (const node of definitions) {
      if (node.kind !== Kind.FRAGMENT_DEFINITION) continue;
      if (fragments.has(node.name.value))
        throw new Error(`${path}.graphql: the fragment ${node.name.value} is defined twice.`);
      fragments.set(node.name.value, node);
    }
  }
  return fragments;
}

/** Adds the fragments by name, in the order in which they are needed. */
function withFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const needed = new Map<string, FragmentDefinitionNode>();
  const collect = (node: DefinitionNode) =>
    visit(node, {
      FragmentSpread({ name: { value: name } }) {
        const fragment = fragments.get(name);
        if (fragment === undefined) throw new Error(`There is no fragment ${name}.`);
        if (needed.has(name)) return;
        needed.set(name, fragment);
        collect(fragment);
      },
    });
  collect(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...needed.values()] };
}

/** Adds `__typename`, as Apollo Client's cache does. */
const withTypenames = (document: DocumentNode): DocumentNode =>
  new InMemoryCache().transformDocument(document);

function requireValid(schema: GraphQLSchema, path: string, operations: readonly Operation[]): void {
  const problems = operations.flatMap(({ node, body }) =>
    validate(schema, parse(body)).map(({ message }) => `${path}.graphql, ${node.name.value}: ${message}`),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

const suffixes = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;

async function writeModule(
  schema: GraphQLSchema,
  { path }: OperationFile,
  operations: readonly Operation[],
): Promise<string> {
  const definitions = new Map(
    operations
      .flatMap(({ body }) => parse(body).definitions)
      .map((node) => [("name" in node && node.name?.value) || "", node]),
  );
  const types = await codegen({
    filename: `${path}.generated.ts`,
    schema: parse("type Query { unused: ID }"),
    schemaAst: schema,
    documents: [
      {
        location: `${path}.graphql`,
        document: { kind: Kind.DOCUMENT, definitions: [...definitions.values()] },
      },
    ],
    config: {
      useTypeImports: true,
      enumType: "string-literal",
      skipTypename: true,
      nonOptionalTypename: false,
      avoidOptionals: false,
      immutableTypes: true,
      scalars: { ID: "string", DateTime: "string", Date: "string", EmailAddress: "string" },
    },
    plugins: [{ operations: {} }],
    pluginMap: { operations: operationsPlugin },
  });
  const documents = operations.map(({ node, body }) => {
    const suffix = suffixes[node.operation];
    const name = node.name.value;
    const constant = `${name[0]?.toLowerCase()}${name.slice(1)}${suffix}`;
    const type = `TypedDocumentNode<${name}${suffix}, ${name}${suffix}Variables>`;
    return `export const ${constant}: ${type} = gql(${JSON.stringify(body)});`;
  });
  return [
    `/* Generated from ${path}.graphql by \`npm run generate\`; not to be edited. */`,
    'import { gql, type TypedDocumentNode } from "@apollo/client";',
    types.trim(),
    ...documents,
    "",
  ].join("\n");
}

function writeManifest(operations: readonly Operation[]): string {
  const entries = operations
    .map(({ node, body }) => ({
      id: createHash("sha256").update(body).digest("hex"),
      name: node.name.value,
      type: node.operation,
      body,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest = { format: "apollo-persisted-query-manifest", version: 1, operations: entries };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
