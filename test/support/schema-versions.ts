/** Composes SDLs into the versions of a graph that the schema check compares. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { projectRoot } from "../../platform/project-root.js";
import type { SchemaVersion } from "../../schema/checks/schema-version.js";
import { subgraphNames } from "../../schema/services.js";

/** The SDL of each subgraph of this project. */
export const ownSubgraphs: ReadonlyMap<string, string> = new Map(
  subgraphNames.map((name) => [name, readFileSync(join(projectRoot, "schema", `${name}.graphql`), "utf8")]),
);

/** Composes a version. @throws Error with what composition says. */
export function composeVersion(
  subgraphs: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
  name = "test",
): SchemaVersion {
  const sdls = subgraphs instanceof Map ? subgraphs : new Map(Object.entries(subgraphs));
  const { supergraphSdl, schema, errors } = composeServices(
    [...sdls].map(([subgraph, sdl]) => ({ name: subgraph, url: "http://unused", typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined || schema === undefined) throw new Error(String(errors));
  return { subgraphs: sdls, supergraphSdl, apiSchema: schema.toAPISchema().toGraphQLJSSchema(), name };
}
