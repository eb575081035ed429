/**
 * Derives from the console's *.graphql files the modules that its pages import, and the manifest of its registered
 * operations: these, and those of the kit that it uses. Modules and manifest hold the same text, so that what the console
 * sends is what is registered, byte for byte.
 */
import { codegen } from "@graphql-codegen/core";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import { buildSchema, type GraphQLSchema, Kind, parse, validate } from "graphql";
import {
  collectFragments,
  listOperations,
  type OperationFile,
  type RegisteredOperation,
  readOperationFiles,
  registerKitOperations,
  registerOperation,
  writeManifest,
} from "./registered-operations.js";

/**
 * Returns the derived files by path in the project. `api` is the text of the API schema.
 * @throws Error that names the operations which the schema refuses.
 */
export async function deriveConsoleFiles(root: string, api: string): Promise<Map<string, string>> {
  const schema = buildSchema(api);
  const derived = new Map<string, string>();
  const registered = registerKitOperations(root);
  const files = readOperationFiles(root, "web");
  const fragments = collectFragments(files);
  for (const file of files) {
    const operations = listOperations(file).map((node) => registerOperation(node, fragments));
    requireValid(schema, file.path, operations);
    registered.push(...operations);
    if (operations.length > 0)
      derived.set(`${file.path}.generated.ts`, await writeModule(schema, file, operations));
  }
  return derived.set(...writeManifest(root, "console", "web", registered));
}

function requireValid(schema: GraphQLSchema, path: string, operations: readonly RegisteredOperation[]): void {
  const problems = operations.flatMap(({ node, body }) =>
    validate(schema, parse(body)).map(({ message }) => `${path}.graphql, ${node.name.value}: ${message}`),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

const suffixes = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;

async function writeModule(
  schema: GraphQLSchema,
  { path }: OperationFile,
  operations: readonly RegisteredOperation[],
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
