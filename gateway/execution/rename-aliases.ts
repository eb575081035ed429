/**
 * Keeps a client's aliases and variables apart from the names that the planner uses for itself: `{ me { id: username } }`
 * would otherwise hold two fields by one name. They are renamed before planning and renamed back in the answer.
 */
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type SelectionSetNode,
  type VariableNode,
  visit,
} from "graphql";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import type { Executor, ExecutorAnswer } from "../supergraph/executor.js";
import { coerceVariables } from "./coerce-variables.js";
import type { IsReserved } from "./reserved-names.js";

/** A document whose names are apart from the planner's. */
interface Renamed {
  document: DocumentNode;
  /** The client's aliases by those that take their place. */
  aliases: ReadonlyMap<string, string>;
  /** The names that take the place of the client's variables. */
  variables: ReadonlyMap<string, string>;
  /** The root of the answer of each operation. */
  roots: WeakMap<SelectionSetNode, AnswerShape>;
}

/** The variable by which the executor hands over entities. */
const reservedVariable = "representations";

/** Wraps an executor. */
export function withRenamedAliases(
  schema: GraphQLSchema,
  isReserved: IsReserved,
  execute: Executor,
): Executor {
  // Prepared documents live on and on; null where nothing of one need be renamed.
  const known = new WeakMap<DocumentNode, Renamed | null>();
  return async (request) => {
    let renamed = known.get(request.document);
    if (renamed === undefined) {
      renamed = rename(request.document, isReserved);
      known.set(request.document, renamed);
    }
    if (renamed === null || request.operation === undefined) return execute(request);
    const variables = request.request.variables ?? {};
    if (renamed.variables.size > 0) {
      // What is wrong with a variable is told by the client's own name for it.
      const { errors } = coerceVariables(schema, request.operation, variables);
      if (errors !== undefined) return { errors };
    }
    const { document } = renamed;
    const operation = getOperationAST(document, request.request.operationName)!;
    const answer = await execute({
      ...request,
      document,
      operation,
      queryHash: `${request.queryHash} renamed`,
      request: { ...request.request, variables: renameKeys(variables, renamed.variables) },
    });
    return restore(answer, renamed, operation.selectionSet);
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

/** A beginning that no name in the document has. */
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

/** What is selected at one place of the answer; found as the answer is walked, and remembered. */
class AnswerShape {
  readonly #below = new Map<string, AnswerShape>();

  constructor(
    readonly sets: readonly SelectionSetNode[],
    readonly fragments: Fragments,
  ) {}

  /** The shape of a field's value; it is empty for a scalar, whose inside is nobody's business. */
  below(key: string): AnswerShape {
    let shape = this.#below.get(key);
    if (shape === undefined) {
      const nodes = this.sets.flatMap((set) => this.#find(set, key));
      shape = new AnswerShape(
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
        this.fragments,
      );
      this.#below.set(key, shape);
    }
    return shape;
  }

  /** The fields of that name in the answer, whatever type their fragments are on. */
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
  answer: ExecutorAnswer,
  { document, aliases, roots }: Renamed,
  selectionSet: SelectionSetNode,
): ExecutorAnswer {
  if (aliases.size === 0) return answer;
  const { data, errors } = answer;
  const shape = roots.get(selectionSet) ?? new AnswerShape([selectionSet], readFragments(document));
  roots.set(selectionSet, shape);
  return {
    ...answer,
    ...(data && { data: restoreValue(data, shape, aliases) as Record<string, unknown> }),
    ...(errors && { errors: errors.map((error) => restoreError(error, aliases)) }),
  };
}

function restoreValue(value: unknown, shape: AnswerShape, aliases: ReadonlyMap<string, string>): unknown {
  if (shape.sets.length === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => restoreValue(item, shape, aliases));
  // Without a prototype, so that `__proto__` is an alias like any other.
  const restored: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value))
    restored[aliases.get(key) ?? key] = restoreValue(inner, shape.below(key), aliases);
  return restored;
}

/** Messages name fields as the answer does. */
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
