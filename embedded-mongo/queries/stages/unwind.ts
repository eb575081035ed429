/** The stage $unwind. */
import { type Document, Long } from "bson";
import { failure } from "../../errors.js";
import { requireFieldPath } from "../../values/paths.js";
import { setAtPath } from "../../values/set-at-path.js";
import { isObject, isTruthy } from "../../values/types.js";
import type { Stage } from "./stage.js";

/** Compiles $unwind: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/unwind/ */
export function compileUnwind(argument: unknown): Stage {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = (
    isObject(argument) ? argument : { path: argument }
  ) as Document;
  const known = ["path", "includeArrayIndex", "preserveNullAndEmptyArrays"];
  const other = isObject(argument) && Object.keys(argument).find((field) => !known.includes(field));
  if (other) throw failure(28811, `unrecognized option to $unwind stage: ${other}`);
  if (typeof path !== "string") {
    const code = isObject(argument) ? 28808 : 15981;
    throw failure(code, "expected a string as the path for the $unwind stage");
  }
  if (preserveNullAndEmptyArrays !== undefined && typeof preserveNullAndEmptyArrays !== "boolean")
    throw failure(28809, "expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage");
  requireIndexName(includeArrayIndex);
  if (path[0] !== "$")
    throw failure(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (path === "$") throw failure(16872, "'$' by itself is not a valid FieldPath");
  const parts = requireFieldPath(path.slice(1));
  const indexPath = includeArrayIndex?.split(".");
  const withIndex = (document: Document, index: unknown) =>
    indexPath ? setAtPath(document, indexPath, 0, () => index) : document;
  return (documents) =>
    documents.flatMap((document) => {
      const value = objectPath(document, parts);
      if (!Array.isArray(value)) {
        const keeps = (value ?? null) !== null || isTruthy(preserveNullAndEmptyArrays);
        return keeps ? [withIndex(document, null)] : [];
      }
      if (value.length > 0)
        return value.map((element, i) =>
          withIndex(
            setAtPath(document, parts, 0, () => element),
            Long.fromNumber(i),
          ),
        );
      const without = () => setAtPath(document, parts, 0, () => undefined);
      return isTruthy(preserveNullAndEmptyArrays) ? [withIndex(without(), null)] : [];
    });
}

function requireIndexName(name: unknown): void {
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw failure(28810, "expected a non-empty string for the includeArrayIndex option to $unwind stage");
  if (typeof name === "string" && name[0] === "$")
    throw failure(28822, "includeArrayIndex option to $unwind stage should not be prefixed with a '$'");
}

function objectPath(document: Document, parts: string[]): unknown {
  return parts.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    document,
  );
}
