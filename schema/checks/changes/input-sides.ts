/** One argument or input field as both schemas have it. */
import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isRequiredArgument,
  isRequiredInputField,
  print,
} from "graphql";
import { argumentOf, inputFieldOf, type Sides } from "./draft.js";

/** One argument or input field in both schemas. */
export interface BothSides {
  wasType: GraphQLInputType | undefined;
  isType: GraphQLInputType | undefined;
  /** Type and default, as SDL has them. */
  was: string;
  is: string;
  wasRequired: boolean;
  isRequired: boolean;
}

/** Returns both sides of an argument. */
export function sidesOf(
  { typeName, fieldName, argumentName }: { typeName: string; fieldName: string; argumentName: string },
  { base, head }: Sides,
): BothSides {
  const [old, now] = [base, head].map((schema) => argumentOf(schema, typeName, fieldName, argumentName));
  return {
    ...describeSides(old, now),
    wasRequired: old !== undefined && isRequiredArgument(old),
    isRequired: now !== undefined && isRequiredArgument(now),
  };
}

type Input = GraphQLArgument | GraphQLInputField | undefined;

const describeSides = (old: Input, now: Input) => ({
  wasType: old?.type,
  isType: now?.type,
  was: typeAndDefault(old),
  is: typeAndDefault(now),
});

function typeAndDefault(input: Input): string {
  if (input === undefined) return "";
  const value = input.defaultValue === undefined ? null : astFromValue(input.defaultValue, input.type);
  return value === null || value === undefined ? String(input.type) : `${input.type} = ${print(value)}`;
}

/** Returns both sides of an input field. */
export function inputSidesOf(
  { inputName, inputFieldName }: { inputName: string; inputFieldName: string },
  { base, head }: Sides,
): BothSides {
  const [old, now] = [base, head].map((schema) => inputFieldOf(schema, inputName, inputFieldName));
  return {
    ...describeSides(old, now),
    wasRequired: old !== undefined && isRequiredInputField(old),
    isRequired: now !== undefined && isRequiredInputField(now),
  };
}
