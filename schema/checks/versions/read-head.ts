/** Reads the graph as it stands in the working tree. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CheckError } from "../check-error.js";
import type { SchemaVersion } from "../schema-version.js";
import { subgraphsAmong } from "./subgraph-files.js";
import { composeVersion } from "./to-version.js";

/** Composes the subgraphs of a folder anew. @throws CheckError when they cannot be read or do not compose. */
export async function readFolder(folder: string, name: string): Promise<SchemaVersion> {
  const subgraphs = readSubgraphs(folder);
  return composeVersion(name, { subgraphs, satisfiability: true });
}

function readSubgraphs(folder: string): Map<string, string> {
  try {
    const names = subgraphsAmong(readdirSync(folder));
    if (names.length === 0) throw new CheckError([`${folder} holds no SDL of a subgraph (NAME.graphql).`]);
    return new Map(names.map((name) => [name, readFileSync(join(folder, `${name}.graphql`), "utf8")]));
  } catch (error) {
    if (error instanceof CheckError) throw error;
    throw new CheckError([`The SDL cannot be read: ${(error as Error).message}.`]);
  }
}
