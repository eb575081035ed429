/** Completes the answer to a filtered operation: what was refused comes back null, each with its error. */
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
type Answer = Record<string, unknown>;

/** What completing needs to know of the operation. */
export interface CompleteParts extends CollectParts {
  /** Name in the answer under which each object of an interface or union tells its type. */
  typeKey: string;
  /** Why the refused is refused. */
  refusal: Error;
}

/** The answer as a client gets it. */
export interface Completed {
  data: Answer | null;
  /** One for each place at which something was refused, with its path. */
  errors: GraphQLError[];
}

/**
 * Puts null wherever all selections of a field are refused, and lets nulls rise as
 * https://spec.graphql.org/October2021/#sec-Handling-Field-Errors says. `data` is the answer to what remained of
 * the operation; null when even that could not be answered, and then only the root fields are gone through.
 */
export function completeAnswer(
  parts: CompleteParts,
  roots: readonly ScopedSet[],
  rootType: GraphQLObjectType,
  data: Answer | null,
): Completed {
  const errors: GraphQLError[] = [];

  const completeObject = (
    type: GraphQLObjectType,
    sets: readonly ScopedSet[],
    value: Answer | null,
    path: Path,
  ): Answer | null => {
    const answer: Answer = Object.create(null);
    let isWhole = value !== null;
    for (const [key, { name, grants, below }] of collectFields(parts, sets, type)) {
      const fieldPath = [...path, key];
      const refused = grants === 0;
      if (refused) errors.push(refuse(parts.refusal, fieldPath));
      const fieldType = typeOf(type, name);
      const found = refused || value === null ? null : name === "__typename" ? type.name : value[key];
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
    if (isLeafType(type) || isIntrospectionType(type) || sets.every(isNotFiltered)) return value;
    const objectType = isAbstractType(type) ? runtimeType(value as Answer) : type;
    return completeObject(objectType, sets, value as Answer, path);
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

  const runtimeType = (value: Answer): GraphQLObjectType => {
    const type = parts.schema.getType(String(value[parts.typeKey]));
    if (!isObjectType(type)) throw new Error("An object in the answer does not tell its type.");
    return type;
  };

  return { data: completeObject(rootType, roots, data, []), errors };
}

/** What is asked as somebody else is answered as it is. */
const isNotFiltered = ({ scope: { judged, refused } }: ScopedSet) => !judged && !refused;

function typeOf(parent: GraphQLObjectType, field: string): GraphQLOutputType {
  const definition = metaFields.find(({ name }) => name === field) ?? parent.getFields()[field];
  return definition!.type;
}

/**
 * The errors of a change of which any root field is refused, in any place where it is selected: then nothing of
 * it is carried out.
 */
export function refuseChange(
  parts: CompleteParts,
  roots: readonly ScopedSet[],
  rootType: GraphQLObjectType,
): GraphQLError[] {
  return [...collectFields(parts, roots, rootType)]
    .filter(([, { refusals }]) => refusals > 0)
    .map(([key]) => refuse(parts.refusal, [key]));
}

/** Coordinates of the root fields of which something is refused. */
export function listRefusedRoots(
  parts: CompleteParts,
  roots: readonly ScopedSet[],
  rootType: GraphQLObjectType,
): string[] {
  const refused = [...collectFields(parts, roots, rootType).values()].filter(({ refusals }) => refusals > 0);
  return [...new Set(refused.map(({ name }) => `${rootType.name}.${name}`))];
}

const refuse = (refusal: Error, path: Path) =>
  new GraphQLError(refusal.message, { path, originalError: refusal });
