/** The stage $group. */
import type { Document } from "bson";
import { failure } from "../../errors.js";
import type { Pace } from "../../pace.js";
import { setField } from "../../values/fields.js";
import { keyOf } from "../../values/keys.js";
import { isObject } from "../../values/types.js";
import type { ExpressionCompiler } from "../expressions/compile-expression.js";

/** Compiles $group: https://www.mongodb.com/docs/v7.0/reference/operator/aggregation/group/ */
export function compileGroup(argument: unknown, expressions: ExpressionCompiler) {
  if (!isObject(argument)) throw failure(15947, "a group's fields must be specified in an object");
  const { _id, ...fields } = argument;
  if (!("_id" in argument)) throw failure(15955, "a group specification must include an _id");
  const key = expressions.compile(_id);
  const accumulators = Object.entries(fields).map(([name, specification]) => {
    if (name.includes(".")) throw failure(40235, `The field name '${name}' cannot contain '.'`);
    if (name[0] === "$") throw failure(40236, `The field name '${name}' cannot be an operator name`);
    return [name, expressions.accumulator(specification)] as const;
  });
  return async (documents: Document[], pace: Pace): Promise<Document[]> => {
    const groups = new Map<string, { id: unknown; members: Document[] }>();
    for (const document of documents) {
      const id = key(document) ?? null;
      const known = groups.get(keyOf(id));
      if (known) known.members.push(document);
      else groups.set(keyOf(id), { id, members: [document] });
      if (pace.isDue()) await pace.pause();
    }
    return Array.from(groups.values(), ({ id, members }) => {
      const grouped: Document = { _id: id };
      for (const [name, accumulate] of accumulators) setField(grouped, name, accumulate(members));
      return grouped;
    });
  };
}
