/** Composes the subgraphs' SDL into the supergraph and the API schema; reports composition errors in words. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { parse, printSchema } from "graphql";
import { defaultUrlOf, subgraphNames } from "./services.js";

/** What composition gives: the router's supergraph SDL and the API that a client sees. */
export interface Composition {
  supergraph: string;
  api: string;
}

/**
 * Composes schema/*.graphql by the federation specification.
 * @throws Error that lists every composition error.
 */
export function compose(schemaFolder: string): Composition {
  const result = composeServices(
    subgraphNames.map((name) => ({
      name,
      url: `${defaultUrlOf(name)}/graphql`,
      typeDefs: parse(readFileSync(join(schemaFolder, `${name}.graphql`), "utf8")),
    })),
  );
  if (result.errors) {
    const lines = result.errors.map(
      (error) => `  ${error.extensions?.["code"] ?? "ERROR"}: ${error.message}`,
    );
    throw new Error(`The subgraphs do not compose:\n${lines.join("\n")}`);
  }
  return {
    supergraph: `${result.supergraphSdl.trimEnd()}\n`,
    api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema()).trimEnd()}\n`,
  };
}
