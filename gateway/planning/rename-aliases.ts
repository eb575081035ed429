/**
 * Renames a client's aliases and variables that collide with names of the planner: `{ me { id: username } }` would
 * otherwise contain two fields of one name. The result gets the client's names back.
 */
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type VariableNode,
  visit,
} from "graphql";
import { type Fragments, findOperation, readFragments } from "../operations/extract-operation.js";
import type { OperationRequest, OperationResult } from "../operations/operation-request.js";
import type { IsReserved } from "./reserved-names.js";

/** A document without colliding names. */
interface Renamed {
  document: DocumentNode;
  /** The client's aliases by the names that replace them. */
  aliases: ReadonlyMap<string, string>;
  /** The names that replace the client's variables. */
  variables: ReadonlyMap<string, string>;
  /** The shape of the result of each operation. */
  roots: WeakMap<SelectionSetNode, ResultShape>;
}

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
    return { renamed, restoreNames: (result) => restore(result, names, operation.selectionSet) };
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

/** The selections at one place of the result; found while the result is visited, and cached. */
class ResultShape {
  readonly #below = new Map<string, ResultShape>();

  constructor(
    readonly sets: readonly SelectionSetNode[],
    readonly fragments: Fragments,
  ) {}

  /** Returns the shape of a field's value; empty for a scalar, which stays unchanged. */
  below(key: string): ResultShape {
    let shape = this.#below.get(key);
    if (shape === undefined) {
      const nodes = this.sets.flatMap((set) => this.#find(set, key));
      shape = new ResultShape(
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
        this.fragments,
      );
      this.#below.set(key, shape);
    }
    return shape;
  }

  /** Returns the fields of that response name, on any type. */
  #find({ selections }: SelectionSetNode, key: string): FieldNode[] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD)
        return (selection.alias ?? selection.name).value === key ? [selection] : [];
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(selection.name.value) : selection;
      return fragment === undefined ? [] : this.#find(fragment.selectionSet, key);
    });
  }
}

function restore(
  result: OperationResult,
  { document, aliases, roots }: Renamed,
  selectionSet: SelectionSetNode,
): OperationResult {
  if (aliases.size === 0) return result;
  const { data, errors } = result;
  const shape = roots.get(selectionSet) ?? new ResultShape([selectionSet], readFragments(document));
  roots.set(selectionSet, shape);
  return {
    ...result,
    ...(data && { data: restoreValue(data, shape, aliases) as Record<string, unknown> }),
    ...(errors && { errors: errors.map((error) => restoreError(error, aliases)) }),
  };
}

function restoreValue(value: unknown, shape: ResultShape, aliases: ReadonlyMap<string, string>): unknown {
  if (shape.sets.length === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => restoreValue(item, shape, aliases));
  // Without a prototype, so that `__proto__` is an alias like any other.
  const restored: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value))
    restored[aliases.get(key) ?? key] = restoreValue(inner, shape.below(key), aliases);
  return restored;
}

/** Messages name fields by the client's aliases. */
function restoreError(error: GraphQLError, aliases: ReadonlyMap<string, string>): GraphQLError {
  const path = error.path?.map((key) => (typeof key === "string" ? (aliases.get(key) ?? key) : key));
  let { message } = error;
  for (const [ours, client] of aliases) message = message.replaceAll(ours, client);
  const { nodes = null, source = null, positions = null, originalError = null, extensions } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path: path ?? null,
    originalError,
    extensions,
  });
}
