/** Adds the fields of a projection, one by one. */
import type { Document } from "bson";
import { asFailure, failure, notImplemented } from "../errors.js";
import { isNumeric, isObject, toNumber } from "../values/types.js";
import type { Expression, ExpressionCompiler } from "./expressions/compile-expression.js";
import {
  elementMatcher,
  isExpressionSlice,
  positional,
  slicer,
  type Transform,
} from "./projection-operators.js";
import { addToTree, type ProjectionTree } from "./projection-tree.js";

/** What the fields of a projection add up to. */
export interface ProjectionParts {
  tree: ProjectionTree;
  /** Transforms of `$slice` and of the positional `$`, by path. */
  transforms: [string, Transform][];
  /** Paths of `$slice`, which neither includes nor excludes other fields. */
  sliced: string[];
  /** True for an inclusion, false for an exclusion; undefined while no field has said which. */
  including: boolean | undefined;
  /** The flag of `_id`, which may differ from that of the other fields. */
  id: boolean | undefined;
  hasPositional: boolean;
  hasElemMatch: boolean;
  expressions: ExpressionCompiler;
  inPipeline: boolean;
}

/** Whether a field is included or excluded by its value; undefined when it is computed. */
function readFlag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return isNumeric(value) ? toNumber(value) !== 0 : undefined;
}

export function addField(parts: ProjectionParts, path: string, value: unknown): void {
  const operator = isObject(value) ? Object.keys(value)[0] : undefined;
  const flag = readFlag(value);
  const inFind = !parts.inPipeline;
  if (operator === "$meta") throw notImplemented("$meta");
  if (flag !== undefined && path === "_id") {
    parts.id = flag;
    return;
  }
  if (inFind && operator === "$slice" && !isExpressionSlice((value as Document).$slice)) {
    parts.sliced.push(path);
    parts.transforms.push([path, slicer((value as Document).$slice)]);
    return;
  }
  if (inFind && operator === "$elemMatch") {
    if (path.includes(".")) throw failure(31275, "Cannot use $elemMatch projection on a nested field");
    parts.hasElemMatch = true;
    addToTree(parts.tree, path, elementMatcher(path, (value as Document).$elemMatch));
    return;
  }
  const include = flag ?? true;
  if (parts.including !== undefined && include !== parts.including) throw mixed(flag, path);
  parts.including = include;
  if (flag !== undefined && /(^|\.)\$$/.test(path)) addPositional(parts, path);
  else if (flag !== undefined) addToTree(parts.tree, path, true);
  else addToTree(parts.tree, path, compileComputed(parts, value));
}

function mixed(flag: boolean | undefined, path: string): Error {
  if (flag === undefined)
    return failure(31252, `Cannot use an expression on ${path} in an exclusion projection`);
  return flag
    ? failure(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
    : failure(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
}

function addPositional(parts: ProjectionParts, path: string): void {
  if (parts.inPipeline) throw failure(16410, "FieldPath field names may not start with '$'.");
  if (!parts.including) throw failure(31395, "positional projection cannot be used with exclusion");
  if (parts.hasPositional)
    throw failure(31276, "Cannot specify more than one positional projection per query.");
  parts.hasPositional = true;
  addToTree(parts.tree, path.slice(0, -2), true);
  parts.transforms.push([path.slice(0, -2), positional]);
}

/** `$project` has its own error code for unknown expressions. */
function compileComputed({ expressions, inPipeline }: ProjectionParts, expression: unknown): Expression {
  try {
    return expressions.compile(expression);
  } catch (error) {
    const { code, message } = asFailure(error);
    throw code === 168 && inPipeline ? failure(31325, `Invalid $project :: caused by :: ${message}`) : error;
  }
}
