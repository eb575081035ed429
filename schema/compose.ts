/** Composes the subgraphs' SDL into the supergraph and the API schema; reports composition errors in words. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { GraphQLError, parse, printSchema } from "graphql";
import { defaultUrlOf, type SubgraphName, subgraphNames, subgraphs } from "./services.js";

/** What composition gives: the router's supergraph SDL and the API that a client sees. */
export interface Composition {
  supergraph: string;
  api: string;
}

/** One reason why subgraphs do not compose. */
export interface CompositionProblem {
  /** The code of the federation specification, such as `INVALID_FIELD_SHARING`, or `INVALID_GRAPHQL`. */
  code: string;
  message: string;
  /** Where it is in the SDL of a subgraph, as far as composition says. */
  places: readonly { subgraph: string; line: number }[];
}

/**
 * Composes schema/*.graphql by the federation specification.
 * @throws Error that lists every composition error.
 */
export function compose(schemaFolder: string): Composition {
  const read = (name: string) => readFileSync(join(schemaFolder, `${name}.graphql`), "utf8");
  const result = composeSubgraphs(new Map(subgraphNames.map((name) => [name, read(name)])));
  if ("problems" in result) {
    const lines = result.problems.map(({ code, message }) => `  ${code}: ${message}`);
    throw new Error(`The subgraphs do not compose:\n${lines.join("\n")}`);
  }
  return result;
}

/**
 * Composes SDL by subgraph name. Without `satisfiability` it does not search for fields that no plan can reach, which
 * is three quarters of the work.
 */
export function composeSubgraphs(
  sdlByName: ReadonlyMap<string, string>,
  { satisfiability = true }: { satisfiability?: boolean } = {},
): Composition | { problems: readonly CompositionProblem[] } {
  const parsed = [...sdlByName].map(([name, sdl]) => ({ name, ...parseSdl(name, sdl) }));
  const unreadable = parsed.flatMap(({ problem }) => problem ?? []);
  if (unreadable.length > 0) return { problems: unreadable };
  const services = parsed.flatMap(({ name, document }) =>
    document === undefined ? [] : [{ name, url: urlOf(name), typeDefs: document }],
  );
  const result = composeServices(services, { runSatisfiability: satisfiability });
  if (result.errors) return { problems: result.errors.map(describeProblem) };
  return {
    supergraph: `${result.supergraphSdl.trimEnd()}\n`,
    api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema()).trimEnd()}\n`,
  };
}

const isKnown = (name: string): name is SubgraphName => Object.hasOwn(subgraphs, name);
const urlOf = (name: string): string => (isKnown(name) ? `${defaultUrlOf(name)}/graphql` : "");

function parseSdl(name: string, sdl: string) {
  try {
    return { document: parse(sdl) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const line = error.locations?.[0]?.line ?? 1;
    const message = `[${name}] line ${line}: ${error.message}`;
    return { problem: { code: "INVALID_GRAPHQL", message, places: [{ subgraph: name, line }] } };
  }
}

function describeProblem({ message, extensions, nodes }: GraphQLError): CompositionProblem {
  const places = (nodes ?? []).flatMap(({ loc, ...node }) => {
    const subgraph = (node as { subgraph?: unknown }).subgraph;
    return loc && typeof subgraph === "string" ? [{ subgraph, line: loc.startToken.line }] : [];
  });
  return { code: String(extensions["code"] ?? "ERROR"), message, places };
}
