/** What a rule of lint finds. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";

/** One element that breaks a rule. */
export interface Fault {
  coordinate: string;
  message: string;
}

/** A rule looks at the schema that clients see, and at the supergraph if there is one. */
export type LintRule = (schema: GraphQLSchema, supergraphSdl: string | null) => Fault[];

/** The types that the schema defines. */
export function typesOf(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
  );
}

/** The fields that can be selected of a type, with their coordinates. */
export function outputFieldsOf(type: GraphQLNamedType): [string, GraphQLField<unknown, unknown>][] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
}

/** Everything that a client gives a value, with its coordinate: input fields and arguments. */
export function inputsOf(type: GraphQLNamedType): [string, GraphQLInputField | GraphQLArgument][] {
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
  return outputFieldsOf(type).flatMap(([coordinate, { args }]) =>
    args.map((one): [string, GraphQLArgument] => [`${coordinate}(${one.name}:)`, one]),
  );
}

/** Is it one of the types that operations begin at? */
export function isRootType(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(
    type as never,
  );
}
