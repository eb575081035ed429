/** Gives a result the client's names back. */
import { type DocumentNode, type FieldNode, GraphQLError, Kind, type SelectionSetNode } from "graphql";
import { type Fragments, readFragments } from "../operations/extract-operation.js";
import type { OperationResult } from "../operations/operation-request.js";

/** A document without colliding names. */
export interface Renamed {
  document: DocumentNode;
  /** The client's aliases by the names that replace them. */
  aliases: ReadonlyMap<string, string>;
  /** The names that replace the client's variables. */
  variables: ReadonlyMap<string, string>;
  /** The shape of the result of each operation. */
  roots: WeakMap<SelectionSetNode, ResultShape>;
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

/** Returns the result with the client's names. */
export function restoreResult(
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
