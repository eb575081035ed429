/** Reads a version from a file or folder: SDL of subgraphs, a supergraph, an API schema, or a result of introspection. */
import { readFileSync, statSync } from "node:fs";
import { Supergraph } from "@apollo/federation-internals";
import { buildClientSchema, type IntrospectionQuery, printSchema } from "graphql";
import { CheckError } from "../check-error.js";
import type { SchemaVersion } from "../schema-version.js";
import { readFolder } from "./read-head.js";
import { apiVersion, oneLine } from "./to-version.js";

/** Is there a file or folder of this path? */
export const isPath = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Reads the version at a path, which the report calls `name`. @throws CheckError saying what is wrong with it. */
export async function readPath(path: string, name: string): Promise<SchemaVersion> {
  if (statSync(path).isDirectory()) return readFolder(path, name);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CheckError([`${name} cannot be read: ${(error as Error).message}.`]);
  }
  if (/^\s*\{/.test(text) && path.endsWith(".json")) return readIntrospection(name, text);
  if (/@join__type\b/.test(text)) return readSupergraph(name, text);
  if (/@link\([^)]*specs\.apollo\.dev\/federation\//.test(text)) {
    throw new CheckError([`${name} is the SDL of one subgraph: name the folder that holds all of them.`]);
  }
  return apiVersion(name, text);
}

/** The version of an introspection's result. @throws CheckError when it is none. */
export function readIntrospection(name: string, json: string): SchemaVersion {
  try {
    const parsed = JSON.parse(json) as { data?: IntrospectionQuery } & IntrospectionQuery;
    return apiVersion(name, printSchema(buildClientSchema(parsed.data ?? parsed)));
  } catch (error) {
    if (error instanceof CheckError) throw error;
    throw new CheckError([`${name} is no result of an introspection: ${oneLine((error as Error).message)}`]);
  }
}

function readSupergraph(name: string, supergraphSdl: string): SchemaVersion {
  try {
    // Null: the features of authorization are not enforced here, so that they need no support.
    const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
    // What can be extracted of the subgraphs is not their SDL, so that they count as unknown.
    return { ...apiVersion(name, printSchema(supergraph.apiSchema().toGraphQLJSSchema())), supergraphSdl };
  } catch (error) {
    if (error instanceof CheckError) throw error;
    throw new CheckError([`${name} is no supergraph: ${oneLine((error as Error).message)}`]);
  }
}
