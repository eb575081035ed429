/** The stage $unwind. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
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
  if (typeof path !== "string") throw failure(28808, "expected a string or an object for $unwind stage");
  if (path[0] !== "$")
    throw failure(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const parts = path.slice(1).split(".");
  const indexPath = includeArrayIndex === undefined ? undefined : String(includeArrayIndex).split(".");
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
            i,
          ),
        );
      const without = () => setAtPath(document, parts, 0, () => undefined);
      return isTruthy(preserveNullAndEmptyArrays) ? [withIndex(without(), null)] : [];
    });
}

function objectPath(document: Document, parts: string[]): unknown {
  return parts.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    document,
  );
}
