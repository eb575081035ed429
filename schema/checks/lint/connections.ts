/** The shape of pages, by the Relay cursor connections specification (https://relay.dev/graphql/connections.htm). */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from "graphql";
import { type Fault, type LintRule, outputFieldsOf, typesOf } from "./fault.js";

const isConnection = (type: GraphQLNamedType): type is GraphQLObjectType =>
  isObjectType(type) && type.name.endsWith("Connection");

/**
 * A type …Connection has `edges` and `pageInfo: PageInfo!`, an edge has `node` and `cursor`, PageInfo says whether and from
 * where a page follows, and a field that returns a connection takes `first` and `after`, or `last` and `before`.
 */
export const connectionShape: LintRule = (schema) => {
  const faults: Fault[] = [];
  const check = (isRight: boolean, coordinate: string, message: string) => {
    if (!isRight) faults.push({ coordinate, message });
  };
  const types = typesOf(schema);
  for (const type of types.filter(isConnection)) {
    const { edges, pageInfo } = type.getFields();
    check(
      edges !== undefined && isListOfEdges(edges),
      type.name,
      "A connection has edges, a list of a type …Edge.",
    );
    check(String(pageInfo?.type) === "PageInfo!", type.name, "A connection has pageInfo: PageInfo!.");
    const edge = edges && getNamedType(edges.type);
    if (!isObjectType(edge)) continue;
    const { node, cursor } = edge.getFields();
    check(node !== undefined, edge.name, "An edge has a node.");
    check(
      cursor !== undefined && !isListType(getNullableType(cursor.type)),
      edge.name,
      "An edge has a cursor.",
    );
  }
  const pageInfo = schema.getType("PageInfo");
  if (isObjectType(pageInfo) && types.some(isConnection)) {
    const { hasNextPage, endCursor } = pageInfo.getFields();
    check(String(hasNextPage?.type) === "Boolean!", "PageInfo", "PageInfo has hasNextPage: Boolean!.");
    check(endCursor !== undefined, "PageInfo", "PageInfo has endCursor.");
  }
  for (const [coordinate, { type, args }] of types.flatMap(outputFieldsOf)) {
    if (!isConnection(getNamedType(type))) continue;
    const has = (...names: string[]) => names.every((name) => args.some((one) => one.name === name));
    const message = "A field that returns a connection takes first and after, or last and before.";
    check(has("first", "after") || has("last", "before"), coordinate, message);
  }
  return faults;
};

function isListOfEdges({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type)) && getNamedType(type).name.endsWith("Edge");
}
