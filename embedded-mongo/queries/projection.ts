/** Compiles projections: which fields of a document the client gets. */
import type { Document } from "bson";
import { failure } from "../errors.js";
import type { MatchDetails } from "../values/paths.js";
import { isObject } from "../values/types.js";
import { changeAtPath } from "./change-at-path.js";
import type { ExpressionCompiler } from "./expressions/compile-expression.js";
import { flattenFields } from "./flatten-fields.js";
import { addField, type ProjectionParts } from "./projection-fields.js";
import { addToTree, compute, createProjectionTree, omit, pick } from "./projection-tree.js";

/** Projects a document; only a positional projection needs `details`. */
export type Projector = (document: Document, details?: MatchDetails) => Document;

/**
 * Compiles a projection of find, findAndModify or `$project`.
 * https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/project/
 */
export function compileProjection(
  projection: unknown,
  expressions: ExpressionCompiler,
  inPipeline = false,
): Projector {
  if (!isObject(projection)) throw failure(14, "Expected field projectionto be of type object");
  const entries = flattenFields(projection, "");
  if (entries.length === 0) {
    if (inPipeline) throw failure(51272, "Invalid $project: a projection must have at least one field");
    return (document) => document;
  }
  const parts: ProjectionParts = {
    tree: createProjectionTree(),
    transforms: [],
    sliced: [],
    including: undefined,
    id: undefined,
    hasPositional: false,
    hasElemMatch: false,
    expressions,
    inPipeline,
  };
  for (const [path, value] of entries) addField(parts, path, value);
  return projectorOf(parts);
}

function projectorOf({
  tree,
  transforms,
  sliced,
  id,
  including: said,
  hasElemMatch,
}: ProjectionParts): Projector {
  // { _id: 1 } alone includes only _id; { _id: 0 } alone excludes only _id.
  const including = said ?? (hasElemMatch || (id === true && sliced.length === 0));
  // Beside included fields, $slice includes its field; alone, it keeps all others.
  if (including) for (const path of sliced) addToTree(tree, path, true);
  if (including ? id !== false && !tree.fields.has("_id") : id === false) addToTree(tree, "_id", true);
  const changes = transforms.map(([path, transform]) => [path.split("."), transform] as const);
  return (document, details) => {
    let result = including ? pick(document, tree) : omit(document, tree);
    if (tree.computes) result = compute(result, tree, document);
    for (const [path, transform] of changes)
      result = changeAtPath(result, path, (value) => transform(value, details)) as Document;
    return result;
  };
}
