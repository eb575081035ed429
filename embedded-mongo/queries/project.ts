/** Projections: which fields of a document go into the answer. */
import type { Document } from "bson";
import { asFailure, failure, notImplemented } from "../errors.js";
import type { Hit } from "../values/paths.js";
import { getField, isNumeric, isObject, setField, toNumber } from "../values/values.js";
import type { Evaluate, Expression } from "./expressions.js";
import { compileFilter } from "./match.js";

/** Makes the answer's document; `hit` is needed for a positional projection only. */
export type Projector = (document: Document, hit?: Hit) => Document;

/** The projection as a tree: true for a field to keep (or leave out), a function for one that is made. */
interface Tree {
  [name: string]: Tree | true | Maker;
}
type Maker = (document: Document, value: unknown, hit: Hit | undefined) => unknown;

/** Compiles a projection of find, findAndModify or `$project`. */
export function compileProjection(
  projection: unknown,
  evaluate: Evaluate | undefined,
  inPipeline = false,
): Projector {
  if (!isObject(projection)) throw failure(14, "Expected field projectionto be of type object");
  const entries = flatten(projection, "");
  if (entries.length === 0) {
    if (inPipeline) throw failure(51272, "Invalid $project: a projection must have at least one field");
    return (document) => document;
  }
  const tree: Tree = {};
  const makers: [string[], Maker][] = [];
  let including: boolean | undefined;
  let keepId = true;
  let idIncluded = false;
  let hasPositional = false;
  const sliced: string[] = [];
  for (const [path, value] of entries) {
    const operator = isObject(value) ? Object.keys(value)[0] : undefined;
    if (operator === "$meta") throw notImplemented("$meta");
    const isFlag = typeof value === "boolean" || isNumeric(value);
    if (isFlag && path === "_id") {
      keepId = value === true || toNumber(value) !== 0;
      idIncluded = keepId;
      continue;
    }
    if (!inPipeline && operator === "$slice" && !isExpressionSlice((value as Document).$slice)) {
      sliced.push(path);
      makers.push([path.split("."), slicer((value as Document).$slice)]);
      continue;
    }
    const include = !isFlag || value === true || toNumber(value) !== 0;
    if (including !== undefined && include !== including)
      throw failure(
        include ? 31253 : 31254,
        `Cannot mix inclusion and exclusion in a projection, as on field ${path}`,
      );
    including = include;
    if (isFlag && path.endsWith(".$")) {
      if (inPipeline) throw failure(16410, "FieldPath field names may not start with '$'.");
      if (!include) throw failure(31395, "positional projection cannot be used with exclusion");
      if (hasPositional)
        throw failure(31276, "Cannot specify more than one positional projection per query.");
      hasPositional = true;
      addToTree(tree, path.slice(0, -2), positional);
    } else if (isFlag) addToTree(tree, path, true);
    else if (!inPipeline && operator === "$elemMatch")
      addToTree(tree, path, elementMatcher((value as Document).$elemMatch));
    else {
      if (!evaluate) throw notImplemented("expressions here");
      addToTree(tree, path, true);
      const compute = compileComputed(evaluate, value, inPipeline);
      makers.push([path.split("."), (document) => compute(document)]);
    }
  }
  if (including === undefined) including = idIncluded && sliced.length === 0;
  // Beside fields that are named, $slice names one, too; alone it leaves all others in.
  if (including) for (const path of sliced) addToTree(tree, path, true);
  // { _id: 1 } alone includes only it; { _id: 0 } alone excludes only it.
  const inclusive = including;
  return (document, hit) => {
    const result = inclusive ? pick(document, tree, document, hit) : omit(document, tree);
    if (!keepId) delete result._id;
    else if (inclusive && document._id !== undefined && !("_id" in tree))
      return applyMakers({ _id: document._id, ...result }, makers, document, hit);
    return applyMakers(result, makers, document, hit);
  };
}

/** Only `$project` has a code of its own for unknown expressions. */
function compileComputed(evaluate: Evaluate, expression: unknown, inPipeline: boolean): Expression {
  try {
    return evaluate.compile(expression);
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

function addToTree(tree: Tree, path: string, leaf: true | Maker): void {
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

function pick(value: Document, tree: Tree, root: Document, hit: Hit | undefined): Document {
  const result: Document = {};
  for (const [name, inner] of Object.entries(value)) {
    const node = Object.hasOwn(tree, name) ? tree[name]! : undefined;
    if (node === undefined) continue;
    const kept =
      node === true
        ? inner
        : typeof node === "function"
          ? node(root, inner, hit)
          : pickInner(inner, node, root, hit);
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
}

function pickInner(value: unknown, tree: Tree, root: Document, hit: Hit | undefined): unknown {
  if (Array.isArray(value))
    return value.map((element) => pickInner(element, tree, root, hit)).filter((one) => one !== undefined);
  return isObject(value) ? pick(value, tree, root, hit) : undefined;
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

function applyMakers(
  result: Document,
  makers: [string[], Maker][],
  document: Document,
  hit: Hit | undefined,
): Document {
  return makers.reduce(
    (made, [path, maker]) => setAtPath(made, path, 0, (value) => maker(document, value, hit)),
    result,
  );
}

/** A copy with the value at a path replaced; through arrays, in each element; undefined removes it. */
export function setAtPath(
  target: unknown,
  path: string[],
  at: number,
  make: (value: unknown) => unknown,
): Document {
  const copy: Document = isObject(target) ? { ...target } : {};
  const name = path[at]!;
  const old = getField(copy, name);
  let value: unknown;
  if (at === path.length - 1) value = make(old);
  else if (Array.isArray(old)) value = old.map((element) => setAtPath(element, path, at + 1, make));
  else {
    const inner = setAtPath(old, path, at + 1, make);
    value = isObject(old) || Object.keys(inner).length > 0 ? inner : old;
  }
  if (value === undefined) delete copy[name];
  else setField(copy, name, value);
  return copy;
}

function isExpressionSlice(argument: unknown): boolean {
  return Array.isArray(argument) && (argument.length === 3 || !isNumeric(argument[0]));
}

function slicer(argument: unknown): Maker {
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

function elementMatcher(condition: unknown): Maker {
  const matches = compileFilter({ list: { $elemMatch: condition } });
  return (_, value) => {
    if (!Array.isArray(value)) return undefined;
    const found = value.find((element) => matches({ list: [element] }));
    return found === undefined ? undefined : [found];
  };
}

const positional: Maker = (_, value, hit) => {
  if (!Array.isArray(value)) return value;
  if (hit?.index === undefined)
    throw failure(51246, "positional operator '.$' couldn't find a matching element in the array");
  return [value[hit.index]];
};
