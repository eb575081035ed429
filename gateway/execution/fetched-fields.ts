/** Lists the fields that a fetch should return. */
import type { FetchNode } from "@apollo/query-planner";
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from "graphql";
import { finalName } from "./rewrites.js";

const documents = new WeakMap<FetchNode, DocumentNode>();

/**
 * Returns the response names of the fields that a fetch returns for the object at its path; for entities, for one of
 * this type.
 */
export function listFetchedFields(schema: GraphQLSchema, fetch: FetchNode, typeName?: string): Set<string> {
  let document = documents.get(fetch);
  if (document === undefined) {
    document = parse(fetch.operation, { noLocation: true });
    documents.set(fetch, document);
  }
  const found = new Set<string>();
  const root = getOperationAST(document)?.selectionSet;
  const search = createSearch(schema, document);
  if (fetch.requires === undefined)
    search(root, undefined, (key) => found.add(finalName(fetch.outputRewrites, key)));
  else {
    search(root, undefined, (_key, below) =>
      search(below, typeName, (key) => found.add(finalName(fetch.outputRewrites, key))),
    );
  }
  return found;
}

function createSearch(schema: GraphQLSchema, document: DocumentNode) {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const applies = (condition: string | undefined, typeName: string | undefined): boolean => {
    if (condition === undefined || typeName === undefined || condition === typeName) return true;
    const [type, conditionType] = [schema.getType(typeName), schema.getType(condition)];
    // An object of an unknown type may be of this one.
    return !isObjectType(type) || (isAbstractType(conditionType) && schema.isSubType(conditionType, type));
  };
  return function search(
    set: SelectionSetNode | undefined,
    typeName: string | undefined,
    visit: (key: string, below: SelectionSetNode | undefined) => void,
  ): void {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value !== "__typename")
          visit((selection.alias ?? selection.name).value, selection.selectionSet);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (applies(fragment?.typeCondition?.name.value, typeName))
        search(fragment?.selectionSet, typeName, visit);
    }
  };
}
