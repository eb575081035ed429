/**
 * The document from which an upsert starts:
 * https://www.mongodb.com/docs/v7.0/reference/method/db.collection.update/#upsert-behavior
 */
import { BSONRegExp, type Document } from "bson";
import { failure } from "../errors.js";
import { cloneValue } from "../values/fields.js";
import { isOperatorObject } from "../values/types.js";
import { applyChange } from "./apply-change.js";

/** Returns the document from which an upsert starts: the fields that the filter sets equal to one value. */
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
