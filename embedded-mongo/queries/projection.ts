/** Compiles projections: which fields of a document the client gets. */
import type { Document } from "bson";
import { asFailure, failure, notImplemented } from "../errors.js";
import { setField } from "../values/fields.js";
import type { MatchDetails } from "../values/paths.js";
import { setAtPath } from "../values/set-at-path.js";
import { isNumeric, isObject, toNumber } from "../values/types.js";
import { compileFilter } from "./compile-filter.js";
import type { Expression, ExpressionCompiler } from "./expressions/compile-expression.js";

/** Projects a document; only a positional projection needs `details`. */
export type Projector = (document: Document, details?: MatchDetails) => Document;

/** A projection as a tree: true for a field that is included (or excluded), a function for one that is computed. */
interface Tree {
  [name: string]: Tree | true | FieldProjector;
}
type FieldProjector = (document: Document, value: unknown, details: MatchDetails | undefined) => unknown;

/**
 * Compiles a projection of find, findAndModify or `$project`.
 * https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/project/
 */
export function compileProjection(
  projection: unknown,
  expressions: ExpressionCompiler | undefined,
  inPipeline = false,
): Projector {
  if (!isObject(projection)) throw failure(14, "Expected field projectionto be of type object");
  const entries = flatten(projection, "");
  if (entries.length === 0) {
    if (inPipeline) throw failure(51272, "Invalid $project: a projection must have at least one field");
    return (document) => document;
  }
  const parts: ProjectionParts = {
    tree: {},
    computed: [],
    sliced: [],
    including: undefined,
    id: undefined,
    hasPositional: false,
  };
  for (const [path, value] of entries) addField(parts, path, value, expressions, inPipeline);
  const { tree, computed, sliced, id } = parts;
  // { _id: 1 } alone includes only _id; { _id: 0 } alone excludes only _id.
  const including = parts.including ?? (id === true && sliced.length === 0);
  // Beside included fields, $slice includes its field; alone, it keeps all others.
  if (including) for (const path of sliced) addToTree(tree, path, true);
  return (document, details) => {
    const result = including ? pick(document, tree, document, details) : omit(document, tree);
    if (id === false) delete result._id;
    else if (including && document._id !== undefined && !("_id" in tree))
      return applyComputed({ _id: document._id, ...result }, computed, document, details);
    return applyComputed(result, computed, document, details);
  };
}

/** What the fields of a projection add up to. */
interface ProjectionParts {
  tree: Tree;
  /** Paths whose values are computed. */
  computed: [string[], FieldProjector][];
  /** Paths of `$slice`, which neither includes nor excludes other fields. */
  sliced: string[];
  /** True for an inclusion, false for an exclusion; undefined while no field has said which. */
  including: boolean | undefined;
  /** The flag of `_id`, which may be excluded from an inclusion. */
  id: boolean | undefined;
  hasPositional: boolean;
}

function addField(
  parts: ProjectionParts,
  path: string,
  value: unknown,
  expressions: ExpressionCompiler | undefined,
  inPipeline: boolean,
): void {
  const { tree, computed } = parts;
  const operator = isObject(value) ? Object.keys(value)[0] : undefined;
  if (operator === "$meta") throw notImplemented("$meta");
  const isFlag = typeof value === "boolean" || isNumeric(value);
  const include = !isFlag || value === true || toNumber(value) !== 0;
  if (isFlag && path === "_id") {
    parts.id = include;
    return;
  }
  if (!inPipeline && operator === "$slice" && !isExpressionSlice((value as Document).$slice)) {
    parts.sliced.push(path);
    computed.push([path.split("."), slicer((value as Document).$slice)]);
    return;
  }
  if (parts.including !== undefined && include !== parts.including)
    throw failure(
      include ? 31253 : 31254,
      `Cannot mix inclusion and exclusion in a projection, as on field ${path}`,
    );
  parts.including = include;
  if (isFlag && path.endsWith(".$")) addPositional(parts, path, inPipeline);
  else if (isFlag) addToTree(tree, path, true);
  else if (!inPipeline && operator === "$elemMatch")
    addToTree(tree, path, elementMatcher((value as Document).$elemMatch));
  else {
    if (!expressions) throw notImplemented("expressions in this place");
    addToTree(tree, path, true);
    const compute = compileComputed(expressions, value, inPipeline);
    computed.push([path.split("."), (document) => compute(document)]);
  }
}

function addPositional(parts: ProjectionParts, path: string, inPipeline: boolean): void {
  if (inPipeline) throw failure(16410, "FieldPath field names may not start with '$'.");
  if (!parts.including) throw failure(31395, "positional projection cannot be used with exclusion");
  if (parts.hasPositional)
    throw failure(31276, "Cannot specify more than one positional projection per query.");
  parts.hasPositional = true;
  addToTree(parts.tree, path.slice(0, -2), positional);
}

/** `$project` has its own error code for unknown expressions. */
function compileComputed(
  expressions: ExpressionCompiler,
  expression: unknown,
  inPipeline: boolean,
): Expression {
  try {
    return expressions.compile(expression);
  } catch (error) {
    const { code, message } = asFailure(error);
    throw code === 168 && inPipeline ? failure(31325, `Invalid $project :: caused by :: ${message}`) : error;
  }
}

function flatten(projection: Document, prefix: string): [string, unknown][] {
  return Object.entries(projection).flatMap(([name, value]): [string, unknown][] => {
    const path = prefix + name;
    if (path === "" || path.split(".").includes(""))
      throw failure(15998, "FieldPath field names may not be empty strings.");
    if (name[0] === "$" && name !== "$")
      throw failure(16410, "FieldPath field names may not start with '$'.");
    if (!isObject(value) || Object.keys(value)[0]?.[0] === "$") return [[path, value]];
    if (Object.keys(value).length === 0)
      throw failure(51270, "An empty sub-projection is not a valid value. Found empty object at path");
    return flatten(value, `${path}.`);
  });
}

function addToTree(tree: Tree, path: string, leaf: true | FieldProjector): void {
  const parts = path.split(".");
  let node = tree;
  for (const [i, part] of parts.entries()) {
    const known = Object.hasOwn(node, part) ? node[part] : undefined;
    const last = i === parts.length - 1;
    if (known === true || typeof known === "function" || (last && known !== undefined))
      throw failure(last ? 31250 : 31249, `Path collision at ${path}`);
    if (last) setField(node, part, leaf);
    else {
      const next = known ?? {};
      setField(node, part, next);
      node = next as Tree;
    }
  }
}

function pick(value: Document, tree: Tree, root: Document, details: MatchDetails | undefined): Document {
  const result: Document = {};
  for (const [name, inner] of Object.entries(value)) {
    const node = Object.hasOwn(tree, name) ? tree[name]! : undefined;
    if (node === undefined) continue;
    const kept =
      node === true
        ? inner
        : typeof node === "function"
          ? node(root, inner, details)
          : pickInner(inner, node, root, details);
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
}

function pickInner(value: unknown, tree: Tree, root: Document, details: MatchDetails | undefined): unknown {
  if (Array.isArray(value))
    return value.map((element) => pickInner(element, tree, root, details)).filter((one) => one !== undefined);
  return isObject(value) ? pick(value, tree, root, details) : undefined;
}

function omit(value: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [name, inner] of Object.entries(value)) {
    const node = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (node !== true) setField(result, name, node === undefined ? inner : omitInner(inner, node as Tree));
  }
  return result;
}

function omitInner(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((element) => omitInner(element, tree));
  return isObject(value) ? omit(value, tree) : value;
}

function applyComputed(
  result: Document,
  computed: [string[], FieldProjector][],
  document: Document,
  details: MatchDetails | undefined,
): Document {
  return computed.reduce(
    (projected, [path, compute]) =>
      setAtPath(projected, path, 0, (value) => compute(document, value, details)),
    result,
  );
}

function isExpressionSlice(argument: unknown): boolean {
  return Array.isArray(argument) && (argument.length === 3 || !isNumeric(argument[0]));
}

function slicer(argument: unknown): FieldProjector {
  const [skip, count] = Array.isArray(argument) ? argument.map(toNumber) : [undefined, toNumber(argument)];
  if (!Number.isFinite(count) || (skip !== undefined && (!Number.isFinite(skip) || count! <= 0)))
    throw failure(28724, "$slice takes a number, or an array of two of which the second is positive");
  return (_, value) => {
    if (!Array.isArray(value)) return value;
    if (skip === undefined) return count! < 0 ? value.slice(count) : value.slice(0, count);
    const from = skip < 0 ? Math.max(0, value.length + skip) : skip;
    return value.slice(from, from + count!);
  };
}

function elementMatcher(condition: unknown): FieldProjector {
  const matches = compileFilter({ list: { $elemMatch: condition } });
  return (_, value) => {
    if (!Array.isArray(value)) return undefined;
    const found = value.find((element) => matches({ list: [element] }));
    return found === undefined ? undefined : [found];
  };
}

const positional: FieldProjector = (_, value, details) => {
  if (!Array.isArray(value)) return value;
  if (details?.arrayIndex === undefined)
    throw failure(51246, "positional operator '.$' couldn't find a matching element in the array");
  return [value[details.arrayIndex]];
};
