/** Generates the TypeScript types of each subgraph's arguments and resolvers from its SDL. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { buildASTSchema, Kind, parse } from "graphql";

/** Which record of the service stands behind a GraphQL type, for each subgraph. */
const mappers: Readonly<Record<string, Record<string, string>>> = {
  auth: {
    User: "../../subgraphs/auth/accounts/public-account.js#PublicAccount",
    Session: "../../subgraphs/auth/sessions/list-sessions.js#SessionView",
    AuthPayload: "../../subgraphs/auth/sessions/issue-tokens.js#IssuedTokens",
    AccountExport: "../../subgraphs/auth/accounts/export-my-data.js#AccountExport as ExportedAccount",
    Passkey: "../../subgraphs/auth/passkeys/list-passkeys.js#Passkey as PasskeyView",
    AuditEvent: "../../subgraphs/auth/audit/list-audit-events.js#AuditEvent as AuditEventView",
    AuditEventConnection: "../../subgraphs/auth/audit/list-audit-events.js#AuditPage",
    AuditEventEdge: "../../subgraphs/auth/audit/list-audit-events.js#AuditEdge",
  },
  user: {
    User: "../../subgraphs/user/service/profile.js#Profile",
    UserConnection: "../../subgraphs/user/service/profile.js#ProfilePage",
    UserEdge: "../../subgraphs/user/service/profile.js#ProfileEdge",
  },
  task: {
    Task: "../../subgraphs/task/service/task.js#Task as StoredTask",
    User: "../../subgraphs/task/service/task.js#UserReference",
    TaskConnection: "../../subgraphs/task/service/task.js#TaskPage",
    TaskEdge: "../../subgraphs/task/service/task.js#TaskEdge as StoredTaskEdge",
  },
};

/** Returns the TypeScript source of schema/generated/NAME.ts. */
export async function generateTypes(schemaFolder: string, name: string): Promise<string> {
  const document = parse(readFileSync(join(schemaFolder, `${name}.graphql`), "utf8"));
  // What federation adds to a subgraph (`_entities` and so on) is none of the resolvers' business.
  const typeDefs = {
    ...document,
    definitions: document.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION),
  };
  const contextName = `${name[0]?.toUpperCase()}${name.slice(1)}Context`;
  const config = {
    useTypeImports: true,
    enumsAsTypes: true,
    // A value with a default is always there when a resolver runs.
    avoidOptionals: { defaultValue: true },
    federation: true,
    contextType: `../../subgraphs/${name}/context.js#${contextName}`,
    mappers: mappers[name],
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
