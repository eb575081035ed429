/**
 * Renames a client's aliases and variables that collide with names of the planner: `{ me { id: username } }` would
 * otherwise contain two fields of one name. The result gets the client's names back.
 */
import { type DocumentNode, type FieldNode, Kind, type VariableNode, visit } from "graphql";
import { findOperation } from "../operations/extract-operation.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import type { IsReserved } from "./reserved-names.js";
import { type Renamed, restoreResult } from "./restore-names.js";

/** The variable by which a fetch passes entities (https://specs.apollo.dev/federation/, `_entities`). */
const reservedVariable = "representations";

/** A request without colliding names, and how to restore the client's. */
interface RenamedRequest {
  renamed: OperationRequest;
  restoreNames(result: OperationResult): OperationResult;
}

/** Creates the renaming for one supergraph. */
export function createAliasRenaming(isReserved: IsReserved): (request: OperationRequest) => RenamedRequest {
  // Later requests reuse documents; null for a document without a colliding name.
  const known = new WeakMap<DocumentNode, Renamed | null>();
  return (request) => {
    let names = known.get(request.document);
    if (names === undefined) {
      names = rename(request.document, isReserved);
      known.set(request.document, names);
    }
    if (names === null) return { renamed: request, restoreNames: (result) => result };
    const { document, variables } = names;
    const operation = findOperation(document, request.operation);
    const renamed = {
      ...request,
      document,
      operation,
      hash: `${request.hash} renamed`,
      variables: renameKeys(request.variables, variables),
    };
    return { renamed, restoreNames: (result) => restoreResult(result, names, operation.selectionSet) };
  };
}

/** Returns null where no name collides. */
function rename(document: DocumentNode, isReserved: IsReserved): Renamed | null {
  const aliases = new Map<string, string>();
  const variables = new Map<string, string>();
  const prefix = unusedPrefix(document);
  const nameFor = (names: Map<string, string>, name: string) => {
    if (!names.has(name)) names.set(name, `${prefix}${names.size}`);
    return { kind: Kind.NAME, value: names.get(name)! } as const;
  };
  const renameField = (node: FieldNode): FieldNode | undefined => {
    const { alias, name } = node;
    if (alias === undefined || alias.value === name.value || !isReserved(alias.value)) return undefined;
    return { ...node, alias: nameFor(aliases, alias.value) };
  };
  const renameVariable = (node: VariableNode): VariableNode | undefined =>
    node.name.value === reservedVariable ? { ...node, name: nameFor(variables, node.name.value) } : undefined;
  const result = visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD) return renameField(node);
      return node.kind === Kind.VARIABLE ? renameVariable(node) : undefined;
    },
  });
  if (aliases.size === 0 && variables.size === 0) return null;
  const clientNames = new Map([...aliases].map(([client, ours]) => [ours, client]));
  return { document: result, aliases: clientNames, variables, roots: new WeakMap() };
}

/** Returns a prefix that no name in the document has. */
function unusedPrefix(document: DocumentNode): string {
  let prefix = "renamed";
  visit(document, {
    Name({ value }) {
      while (value.startsWith(prefix)) prefix += "_";
    },
  });
  return prefix;
}

function renameKeys(record: Readonly<Record<string, unknown>>, names: ReadonlyMap<string, string>) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [names.get(key) ?? key, value]));
}
