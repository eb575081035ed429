/** Finds authorization directives that protect nothing. */
import { type GraphQLNamedType, getNamedType, isLeafType, parse } from "graphql";
import { readWrittenTypes } from "../../../gateway/authorization/read-directives.js";
import { type LintRule, outputFieldsOf, typesOf } from "./fault.js";

/**
 * On a scalar or enum, the directives are enforced where a field returns it. Where only arguments and input fields are of
 * the type, any caller may send its values.
 */
export const idleAuthorization: LintRule = (schema, supergraphSdl) => {
  if (supergraphSdl === null) return [];
  const written = readWrittenTypes(parse(supergraphSdl, { noLocation: true }));
  const returned = new Set<GraphQLNamedType>(
    typesOf(schema)
      .flatMap(outputFieldsOf)
      .map(([, { type }]) => getNamedType(type)),
  );
  return typesOf(schema)
    .filter((type) => isLeafType(type) && !returned.has(type) && written.get(type.name)?.policy != null)
    .map(({ name }) => ({
      coordinate: name,
      message:
        "No field returns this type, so its authorization directive has no effect: put it on the fields that take the type.",
    }));
};
