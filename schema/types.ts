/** Generates the TypeScript types of each subgraph's arguments and resolvers from its SDL. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { buildASTSchema, Kind, parse } from "graphql";
import ts from "typescript";

/**
 * Maps the types of a subgraph to the records that stand behind them: what subgraphs/NAME/records.ts exports under the
 * names of the types.
 */
function readMappers(subgraphFolder: string, name: string): Record<string, string> {
  const source = readFileSync(join(subgraphFolder, "records.ts"), "utf8");
  const { statements } = ts.createSourceFile("records.ts", source, ts.ScriptTarget.Latest);
  const exported = statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map((element) => element.name.text)
      : [],
  );
  return Object.fromEntries(
    exported.map((type) => [type, `../../subgraphs/${name}/records.js#${type} as ${type}Record`]),
  );
}

/** Returns the TypeScript source of schema/generated/NAME.ts, for the subgraph of that name in a project's folder. */
export async function generateTypes(root: string, name: string): Promise<string> {
  const document = parse(readFileSync(join(root, "schema", `${name}.graphql`), "utf8"));
  // What federation adds to a subgraph (`_entities` and so on) is none of the resolvers' business.
  const typeDefs = {
    ...document,
    definitions: document.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION),
  };
  const words = name.split("-").map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  const config = {
    useTypeImports: true,
    enumsAsTypes: true,
    // A value with a default is always there when a resolver runs.
    avoidOptionals: { defaultValue: true },
    federation: true,
    contextType: `../../subgraphs/${name}/context.js#${words.join("")}Context`,
    mappers: readMappers(join(root, "subgraphs", name), name),
    scalars: {
      ID: "string",
      DateTime: { input: "Date", output: "Date" },
      Date: "string",
      EmailAddress: "string",
    },
  };
  const source = await codegen({
    filename: `${name}.ts`,
    schema: typeDefs,
    schemaAst: buildASTSchema(typeDefs, { assumeValidSDL: true }),
    documents: [],
    config,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
  });
  return `/* Generated from schema/${name}.graphql by \`npm run generate\`; not to be edited. */\n${source.trimEnd()}\n`;
}
