/** Shapes the data of the fetches into the response: the selected fields, with values of the schema's types. */
import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { isRecord } from "../../platform/is-record.js";
import type { Failures } from "./failures.js";
import { getOwn, type JsonObject } from "./merge-data.js";
import type { SelectedField, Selection } from "./selection.js";
import type { Variables } from "./selection-conditions.js";
import { isSelected } from "./selection-conditions.js";
import { isValidLeaf } from "./valid-leaf.js";

/** The execution whose data is shaped. */
export interface ShapeParts {
  /** The schema that clients see. */
  schema: GraphQLSchema;
  variables: Variables;
  failures: Failures;
  /** Returns the value of `__schema` or `__type`. */
  describe(field: SelectedField): unknown;
}

/**
 * Returns the data. Nulls propagate (https://spec.graphql.org/October2021/#sec-Handling-Field-Errors), and each null of
 * a missing value has an error.
 */
export function shapeResponse(
  parts: ShapeParts,
  selection: Selection,
  rootType: GraphQLObjectType,
  tree: JsonObject,
): JsonObject | null {
  const { schema, variables, failures, describe } = parts;
  const path: (string | number)[] = [];

  const shapeObject = (type: GraphQLObjectType, below: Selection, source: JsonObject): JsonObject | null => {
    const answer: JsonObject = Object.create(null);
    let isWhole = true;
    for (const field of below.fieldsOf(type)) {
      if (!isSelected(field, variables)) continue;
      const { key, name, type: fieldType } = field;
      if (name === "__typename") {
        answer[key] = type.name;
        continue;
      }
      path.push(key);
      const value = name.startsWith("__")
        ? describe(field)
        : shapeValue(fieldType, field.below, getOwn(source, key));
      path.pop();
      answer[key] = value;
      // Continues with the other fields: each missing value has its error.
      if (value === null && isNonNullType(fieldType)) isWhole = false;
    }
    return isWhole ? answer : null;
  };

  const shapeValue = (type: GraphQLOutputType, below: Selection | null, source: unknown): unknown => {
    if (isNonNullType(type)) {
      const value = shapeValue(type.ofType, below, source);
      if (value === null) failures.explain(path);
      return value;
    }
    if (source === null) {
      failures.explainNull(path);
      return null;
    }
    if (isListType(type)) return Array.isArray(source) ? shapeList(type.ofType, below, source) : lost();
    if (isLeafType(type)) return isValidLeaf(type, source) ? source : lost();
    if (!isRecord(source) || below === null) return lost();
    const objectType = isAbstractType(type) ? schema.getType(String(source["__typename"])) : type;
    return isObjectType(objectType) ? shapeObject(objectType, below, source) : lost();
  };

  const shapeList = (
    type: GraphQLOutputType,
    below: Selection | null,
    source: readonly unknown[],
  ): unknown[] | null => {
    let isWhole = true;
    const items = source.map((item, index) => {
      path.push(index);
      const value = shapeValue(type, below, item);
      path.pop();
      if (value === null && isNonNullType(type)) isWhole = false;
      return value;
    });
    return isWhole ? items : null;
  };

  /** Handles a value that is missing or of another type. */
  const lost = (): null => {
    failures.explain(path);
    return null;
  };

  return shapeObject(rootType, selection, tree);
}
