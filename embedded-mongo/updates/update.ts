/** Update operators: computes the document that an update makes of another, or the error MongoDB answers. */
import { BSONRegExp, type Document } from "bson";
import { failure } from "../errors.js";
import { compileFilter, type Matcher } from "../queries/match.js";
import { type Hit, isIndex } from "../values/paths.js";
import { cloneValue, isObject, isOperatorObject, setField, show, typeName } from "../values/values.js";
import { type Change, changeOf, KEEP } from "./update-operators.js";

/** Makes the new version of a document; the old one is not changed. */
export type Updater = (document: Document, hit: Hit | undefined, isInsert: boolean) => Document;

interface Modification {
  operator: string;
  path: string;
  change: Change;
  /** Operators that only take something away never make the path to it. */
  creates: boolean;
}

const MAX_ARRAY_GROWTH = 1_500_000;

/** Compiles a document of update operators; throws for what MongoDB refuses before looking at a document. */
export function compileUpdate(update: Document, arrayFilters: unknown): Updater {
  const filters = compileArrayFilters(arrayFilters);
  const used = new Set<string>();
  const modifications: Modification[] = [];
  const renames: [string, string][] = [];
  for (const [operator, fields] of Object.entries(update)) {
    if (!isObject(fields))
      throw failure(
        9,
        `Modifiers operate on fields, but ${operator} has a value of type ${typeName(fields)}`,
      );
    for (const [path, argument] of Object.entries(fields)) {
      requireValidPath(path);
      if (operator === "$rename") renames.push(renamePaths(path, argument));
      else
        modifications.push({
          operator,
          path,
          change: changeOf(operator, path, argument),
          creates: !TAKES_AWAY.has(operator),
        });
      for (const [, name] of path.matchAll(/\$\[([^\]]+)\]/g)) used.add(name!);
    }
  }
  for (const name of used)
    if (!filters.has(name)) throw failure(2, `No array filter found for identifier '${name}' in path`);
  for (const name of filters.keys())
    if (!used.has(name))
      throw failure(9, `The array filter for identifier '${name}' was not used in the update`);
  requireNoConflicts([...modifications.map(({ path }) => path), ...renames.flat()]);
  // MongoDB applies operators in the order of their paths, numbers as numbers.
  modifications.sort((a, b) => comparePaths(a.path, b.path));
  return (document, hit, isInsert) => {
    const result = cloneValue(document);
    for (const [from, to] of renames) applyRename(result, from, to);
    const concrete = modifications
      .filter(({ operator }) => isInsert || operator !== "$setOnInsert")
      .map((one) => ({ ...one, paths: expand(result, one.path.split("."), hit, filters) }));
    if (modifications.some(({ path }) => path.includes("$")))
      requireNoConflicts(concrete.flatMap(({ paths }) => paths.map((path) => path.join("."))));
    for (const { paths, change, creates } of concrete)
      for (const path of paths) applyChange(result, path, change, creates);
    return result;
  };
}

const TAKES_AWAY = new Set(["$unset", "$pop", "$pull", "$pullAll"]);

function requireValidPath(path: string): void {
  if (path === "") throw failure(56, "An empty update path is not valid.");
  const parts = path.split(".");
  if (parts.includes(""))
    throw failure(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (parts[0]![0] === "$" && !["$", "$[]"].includes(parts[0]!))
    throw failure(52, `The dollar ($) prefixed field '${parts[0]}' in '${path}' is not allowed`);
  if (parts[0]![0] === "$")
    throw failure(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  if (parts.filter((part) => part === "$").length > 1)
    throw failure(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  if (parts.includes("__proto__"))
    throw failure(2, "embedded-mongo does not update fields that are called __proto__");
}

function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x !== y) return isIndex(x) && isIndex(y) ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function requireNoConflicts(paths: string[]): void {
  const sorted = paths.map((path) => `${path}.`).sort();
  for (let i = 1; i < sorted.length; i++) {
    const [first, second] = [sorted[i - 1]!, sorted[i]!];
    if (second.startsWith(first))
      throw failure(40, `Updating the path '${second.slice(0, -1)}' would create a conflict`);
  }
}

function compileArrayFilters(arrayFilters: unknown): Map<string, Matcher> {
  const filters = new Map<string, Matcher>();
  if (arrayFilters === undefined) return filters;
  if (!Array.isArray(arrayFilters)) throw failure(14, "arrayFilters must be an array");
  for (const filter of arrayFilters) {
    if (!isObject(filter) || Object.keys(filter).length === 0)
      throw failure(9, "Cannot use an expression without a top-level field name in arrayFilters");
    const name = identifierOf(filter);
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) throw failure(2, `'${name}' is no name for an array filter`);
    if (filters.has(name))
      throw failure(9, `Found multiple array filters with the same top-level field name ${name}`);
    filters.set(name, compileFilter(filter));
  }
  return filters;
}

function identifierOf(filter: Document): string {
  const names = new Set(
    Object.entries(filter).flatMap(([name, value]) =>
      name[0] === "$" && Array.isArray(value)
        ? value.map((inner) => identifierOf(inner as Document))
        : [name.split(".")[0]!],
    ),
  );
  if (names.size !== 1) throw failure(9, "An array filter needs a single top-level field name");
  return [...names][0]!;
}

/** Replaces `$`, `$[]` and `$[name]` by the indexes they stand for in this document. */
function expand(
  document: Document,
  path: string[],
  hit: Hit | undefined,
  filters: Map<string, Matcher>,
): string[][] {
  const at = path.findIndex((part) => part[0] === "$");
  if (at === -1) return [path];
  const part = path[at]!;
  const before = path.slice(0, at);
  if (part === "$") {
    if (hit?.index === undefined)
      throw failure(2, "The positional operator did not find the match needed from the query.");
    return expand(document, [...before, String(hit.index), ...path.slice(at + 1)], hit, filters);
  }
  let array: unknown = document;
  for (const name of before)
    array = array === undefined || array === null ? undefined : (array as Document)[name];
  if (array === undefined)
    throw failure(2, `The path '${before.join(".")}' must exist to apply array updates.`);
  if (!Array.isArray(array))
    throw failure(2, `Cannot apply array updates to non-array element ${before.at(-1)}: ${show(array)}`);
  const name = part.slice(2, -1);
  return array.flatMap((element, i) =>
    name === "" || filters.get(name)!({ [name]: element })
      ? expand(document, [...before, String(i), ...path.slice(at + 1)], hit, filters)
      : [],
  );
}

function applyChange(root: Document, path: string[], change: Change, creates: boolean): void {
  let parent: Document | unknown[] = root;
  for (const [i, part] of path.slice(0, -1).entries()) {
    let child: unknown = childOf(parent, part);
    if (child === undefined) {
      if (!creates) return;
      const value = change(undefined, undefined);
      if (value === KEEP || value === undefined) return;
      child = {};
      place(parent, part, child, path[i - 1]);
    }
    if (!isObject(child) && !Array.isArray(child)) {
      if (!creates) return;
      throw failure(28, `Cannot create field '${path[i + 1]}' in element {${part}: ${show(child)}}`);
    }
    parent = child;
  }
  const last = path.at(-1)!;
  const old = childOf(parent, last);
  if (old === undefined && !creates) return;
  const value = change(old, parent);
  if (value === KEEP) return;
  if (value !== undefined) place(parent, last, value, path.at(-2));
  else if (Array.isArray(parent)) parent[Number(last)] = null;
  else delete parent[last];
}

function childOf(parent: Document | unknown[], name: string): unknown {
  if (Array.isArray(parent)) return isIndex(name) ? parent[Number(name)] : undefined;
  return Object.hasOwn(parent, name) ? parent[name] : undefined;
}

function place(
  parent: Document | unknown[],
  name: string,
  value: unknown,
  parentName: string | undefined,
): void {
  if (!Array.isArray(parent)) {
    setField(parent, name, value);
    return;
  }
  if (!isIndex(name))
    throw failure(28, `Cannot create field '${name}' in element {${parentName}: ${show(parent)}}`);
  const index = Number(name);
  if (index - parent.length > MAX_ARRAY_GROWTH) throw failure(2, "can't backfill more than 1500000 elements");
  while (parent.length < index) parent.push(null);
  parent[index] = value;
}

function renamePaths(from: string, to: unknown): [string, string] {
  if (typeof to !== "string")
    throw failure(2, `The 'to' field for $rename must be a string: ${from}: ${show(to)}`);
  requireValidPath(to);
  if (`${from}.${to}`.includes("$"))
    throw failure(2, `The source and target field for $rename may not be dynamic: ${from}`);
  if (from === to) throw failure(2, `The source and target field for $rename must differ: ${from}: "${to}"`);
  return [from, to];
}

function applyRename(root: Document, from: string, to: string): void {
  let value: unknown = root;
  for (const part of from.split(".")) {
    if (Array.isArray(value))
      throw failure(2, `The source field cannot be an array element, '${from}' in doc`);
    value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  if (value === undefined) return;
  let target: unknown = root;
  for (const part of to.split(".")) {
    if (Array.isArray(target))
      throw failure(2, `The destination field cannot be an array element, '${to}' in doc`);
    target = isObject(target) && Object.hasOwn(target, part) ? target[part] : undefined;
  }
  applyChange(root, from.split("."), () => undefined, false);
  applyChange(root, to.split("."), () => value, true);
}

/** The document that an upsert starts from: the fields for which the filter says one value. */
export function documentFromFilter(filter: Document): Document {
  const fields = new Map<string, unknown>();
  const visit = (clause: Document): void => {
    for (const [path, value] of Object.entries(clause)) {
      if (path === "$and") for (const branch of value as Document[]) visit(branch);
      else if (path === "$or" && (value as Document[]).length === 1) visit((value as Document[])[0]!);
      if (path[0] === "$") continue;
      for (const one of singleValues(value)) {
        if (fields.has(path))
          throw failure(54, `cannot infer query fields to set, path '${path}' is matched twice`);
        fields.set(path, one);
      }
    }
  };
  visit(filter);
  requireSeparate([...fields.keys()]);
  const document: Document = {};
  for (const [path, value] of fields) applyChange(document, path.split("."), () => cloneValue(value), true);
  return document;
}

function requireSeparate(paths: string[]): void {
  for (const [i, path] of paths.entries()) {
    const other = paths.find((one, j) => i !== j && one.startsWith(`${path}.`));
    if (other)
      throw failure(54, `cannot infer query fields to set, both paths '${other}' and '${path}' are matched`);
  }
}

function singleValues(value: unknown): unknown[] {
  if (value instanceof BSONRegExp) return [];
  if (!isOperatorObject(value)) return [value];
  return Object.entries(value).flatMap(([operator, argument]) => {
    if (operator === "$eq") return [argument];
    const isOne = operator === "$all" || (operator === "$in" && (argument as unknown[]).length === 1);
    return isOne ? (argument as unknown[]).filter((one) => !isOperatorObject(one)) : [];
  });
}
