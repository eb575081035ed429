/** Rules on what the schema says in words: descriptions, and the reasons of deprecations. */
import { DEFAULT_DEPRECATION_REASON, type GraphQLNamedType, isEnumType, specifiedDirectives } from "graphql";
import { type Fault, inputsOf, isRootType, type LintRule, outputFieldsOf, typesOf } from "./fault.js";

/** Types whose names say that they are a part of something else, which has the description. */
const partOfOthers = /(Connection|Edge|Payload|Input)$/;

/** Every field of a root type, every type that stands for itself, and every directive has a description. */
export const requireDescription: LintRule = (schema) => {
  const fault = (coordinate: string): Fault => ({ coordinate, message: "It has no description." });
  const isSilent = ({ description }: { description?: string | null | undefined }) => !description?.trim();
  const isKnown = ({ name }: { name: string }) => specifiedDirectives.some((one) => one.name === name);
  const types = typesOf(schema);
  return [
    ...types
      .filter((type) => !isRootType(schema, type) && !partOfOthers.test(type.name) && isSilent(type))
      .map(({ name }) => fault(name)),
    ...types
      .filter((type) => isRootType(schema, type))
      .flatMap(outputFieldsOf)
      .flatMap(([coordinate, field]) => (isSilent(field) ? [fault(coordinate)] : [])),
    ...schema
      .getDirectives()
      .filter((one) => !isKnown(one) && isSilent(one))
      .map(({ name }) => fault(`@${name}`)),
  ];
};

/** A deprecation says what to use instead. */
export const requireDeprecationReason: LintRule = (schema) =>
  typesOf(schema)
    .flatMap(deprecationsOf)
    .filter(([, reason]) => reason.trim() === "" || reason === DEFAULT_DEPRECATION_REASON)
    .map(([coordinate]) => ({
      coordinate,
      message: "Its deprecation gives no reason: say what to use instead.",
    }));

function deprecationsOf(type: GraphQLNamedType): [string, string][] {
  const values = isEnumType(type)
    ? type.getValues().map((value) => [`${type.name}.${value.name}`, value] as const)
    : [];
  return [...values, ...outputFieldsOf(type), ...inputsOf(type)].flatMap(
    ([coordinate, { deprecationReason }]): [string, string][] =>
      deprecationReason == null ? [] : [[coordinate, deprecationReason]],
  );
}
