/** Completes the result of an operation's permitted part: each denied place becomes null, with an error. */
import {
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { type CollectParts, collectFields, type ScopedSet } from "./collect-fields.js";

const metaFields = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef];

type Path = readonly (string | number)[];

type Data = Record<string, unknown>;

/** The operation whose result is completed. */
export interface CompleteParts extends CollectParts {
  /** Response name of the `__typename` that was added to each object of an interface or union. */
  typeKey: string;
  /** The error of each denied place: why the caller lacks the grants. */
  denial: Error;
}

/** The data and errors for the client. */
export interface Completed {
  data: Data | null;
  /** One for each denied place, with its path. */
  errors: GraphQLError[];
}

/**
 * Sets a field to null where all its selections are denied, and propagates nulls
 * (https://spec.graphql.org/October2021/#sec-Handling-Field-Errors). `data` is that of the permitted part; where it is
 * null, only root fields get errors.
 */
export function completeResponse(
  parts: CompleteParts,
  roots: readonly ScopedSet[],
  rootType: GraphQLObjectType,
  data: Data | null,
): Completed {
  const errors: GraphQLError[] = [];

  const completeObject = (
    type: GraphQLObjectType,
    sets: readonly ScopedSet[],
    value: Data | null,
    path: Path,
  ): Data | null => {
    const answer: Data = Object.create(null);
    let isWhole = value !== null;
    for (const [key, { name, permitted, below }] of collectFields(parts, sets, type)) {
      const fieldPath = [...path, key];
      const denied = permitted === 0;
      if (denied) errors.push(toDenial(parts.denial, fieldPath));
      const fieldType = typeOf(type, name);
      const found = denied || value === null ? null : name === "__typename" ? type.name : value[key];
      answer[key] = completeValue(fieldType, below, found, fieldPath);
      if (answer[key] === null && isNonNullType(fieldType)) isWhole = false;
    }
    return isWhole ? answer : null;
  };

  const completeValue = (
    type: GraphQLOutputType,
    sets: readonly ScopedSet[],
    value: unknown,
    path: Path,
  ): unknown => {
    if (isNonNullType(type)) return completeValue(type.ofType, sets, value, path);
    if (value === null || value === undefined) return null;
    if (isListType(type)) return completeList(type.ofType, sets, value as unknown[], path);
    if (isLeafType(type) || isIntrospectionType(type) || sets.every(isUnchecked)) return value;
    const objectType = isAbstractType(type) ? runtimeType(value as Data) : type;
    return completeObject(objectType, sets, value as Data, path);
  };

  const completeList = (
    type: GraphQLOutputType,
    sets: readonly ScopedSet[],
    values: readonly unknown[],
    path: Path,
  ): unknown[] | null => {
    const items = values.map((value, index) => completeValue(type, sets, value, [...path, index]));
    return isNonNullType(type) && items.includes(null) ? null : items;
  };

  const runtimeType = (value: Data): GraphQLObjectType => {
    const type = parts.schema.getType(String(value[parts.typeKey]));
    if (!isObjectType(type)) throw new Error("An object in the result has no known __typename.");
    return type;
  };

  return { data: completeObject(rootType, roots, data, []), errors };
}

/** Selections for a caller who signs in within the operation are not checked here. */
const isUnchecked = ({ scope: { checked, denied } }: ScopedSet) => !checked && !denied;

function typeOf(parent: GraphQLObjectType, field: string): GraphQLOutputType {
  const definition = metaFields.find(({ name }) => name === field) ?? parent.getFields()[field];
  return definition!.type;
}

export const toDenial = (denial: Error, path: Path) =>
  new GraphQLError(denial.message, { path, originalError: denial });
