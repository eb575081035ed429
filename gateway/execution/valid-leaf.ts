/** Checks the leaves of a subgraph's data. */
import { type GraphQLLeafType, isEnumType } from "graphql";
import { deepestNesting, isDeeperThan } from "../limits/nesting.js";

/** Returns whether a subgraph serializes values of the type in this way. */
export function isValidLeaf(type: GraphQLLeafType, value: unknown): boolean {
  if (value === undefined) return false;
  if (isEnumType(type)) return typeof value === "string" && type.getValue(value) !== undefined;
  switch (type.name) {
    case "Boolean":
      return typeof value === "boolean";
    case "Int":
      return Number.isInteger(value);
    case "Float":
      return Number.isFinite(value);
    case "ID":
      return typeof value === "string" || Number.isInteger(value);
    case "String":
      return typeof value === "string";
    default:
      return !isDeeperThan(value, deepestNesting);
  }
}
