/** Makes schema versions: of subgraphs, of a supergraph, or of an API schema alone. */
import { buildSchema, GraphQLSchema } from "graphql";
import { CheckError } from "../check-error.js";
import { type CompositionRequest, composeApart } from "../composition/compose-apart.js";
import type { SchemaVersion } from "../schema-version.js";

/**
 * The version that these subgraphs compose to.
 * @throws CheckError with every composition error, one a line.
 */
export async function composeVersion(name: string, request: CompositionRequest): Promise<SchemaVersion> {
  const result = await composeApart(request);
  if ("problems" in result) {
    throw new CheckError(
      result.problems.map(({ code, message }) => `${name} does not compose: ${code}: ${oneLine(message)}`),
      result.problems.map(({ places }) => places),
    );
  }
  return {
    name,
    subgraphs: request.subgraphs,
    supergraphSdl: result.supergraph,
    apiSchema: buildSchema(result.api, { assumeValid: true }),
  };
}

/** A version of which only the client's view is known. @throws CheckError when the SDL is no schema. */
export function apiVersion(name: string, sdl: string): SchemaVersion {
  try {
    return { name, subgraphs: new Map(), supergraphSdl: null, apiSchema: buildSchema(sdl) };
  } catch (error) {
    throw new CheckError([`${name} is no GraphQL schema: ${oneLine((error as Error).message)}`]);
  }
}

/** A version without any type: what was there before the first schema. */
export const emptyVersion = (name: string): SchemaVersion => ({
  name,
  subgraphs: new Map(),
  supergraphSdl: null,
  apiSchema: new GraphQLSchema({}),
});

/** Returns the text with each line break as a space. */
export const oneLine = (text: string): string => text.replace(/\s*[\r\n]\s*/g, " ");
