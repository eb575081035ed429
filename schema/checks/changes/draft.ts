/** What the rows of the table of changes return, before the registered operations are looked at. */
import type { Change, TypeOfChangeType } from "@graphql-inspector/core";
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import type { Finding } from "../finding.js";

/**
 * Which operations a change concerns: those that have all keys of one of the lists. The keys are those of
 * clients/used-coordinates.ts.
 */
export type Uses = readonly (readonly string[])[];

/** A change without its chapter and the operations that it hits. */
export interface Draft extends Omit<Finding, "chapter" | "hits"> {
  uses: Uses;
}

/** The two API schemas, and what is asked of them often. */
export interface Sides {
  base: GraphQLSchema;
  head: GraphQLSchema;
  /** Can a client send this enum or input type, in the base? */
  isSent(type: string): boolean;
  /** Can a client receive this enum, in the head? */
  isReceived(type: string): boolean;
}

/** What is known of a change of one type. */
export type MetaOf<Type extends TypeOfChangeType> = Change<Type>["meta"];

/** Rows by type of change; null where another finding tells it already. */
export type Rows = { [Type in TypeOfChangeType]?: (meta: MetaOf<Type>, sides: Sides) => Draft | null };

export const argumentOf = (
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
  argumentName: string,
): GraphQLArgument | undefined =>
  fieldOf(schema, typeName, fieldName)?.args.find(({ name }) => name === argumentName);

export function fieldOf(schema: GraphQLSchema, typeName: string, fieldName: string) {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}

export function inputFieldOf(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
): GraphQLInputField | undefined {
  const type = schema.getType(typeName);
  return isInputObjectType(type) ? type.getFields()[fieldName] : undefined;
}
