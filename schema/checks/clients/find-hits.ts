/** Finds the registered operations that use a part of the schema. */
import type { GraphQLSchema } from "graphql";
import type { OperationHit } from "../finding.js";
import type { RegisteredOperation } from "../schema-version.js";
import { createUsageReader } from "./used-coordinates.js";

/** The operations that have all keys of one of the lists, each once. */
export type FindHits = (uses: readonly (readonly string[])[]) => OperationHit[];

/** Reads what each operation uses of `schema`, once, by key. */
export function createHitFinder(schema: GraphQLSchema, operations: readonly RegisteredOperation[]): FindHits {
  let byKey: Map<string, Set<RegisteredOperation>> | undefined;
  const none: ReadonlySet<RegisteredOperation> = new Set();
  return (uses) => {
    if (uses.length === 0) return [];
    byKey ??= indexByKey(schema, operations);
    const found = new Set<RegisteredOperation>();
    for (const [first = "", ...others] of uses) {
      for (const operation of byKey.get(first) ?? none) {
        if (others.every((key) => byKey?.get(key)?.has(operation))) found.add(operation);
      }
    }
    return [...found].map(hitOf);
  };
}

export const hitOf = ({ client, release, name }: RegisteredOperation): OperationHit => ({
  client,
  release,
  operation: name,
});

function indexByKey(schema: GraphQLSchema, operations: readonly RegisteredOperation[]) {
  const readUsage = createUsageReader(schema);
  const byKey = new Map<string, Set<RegisteredOperation>>();
  for (const operation of operations) {
    for (const key of readUsage(operation.document)) {
      const users = byKey.get(key);
      if (users) users.add(operation);
      else byKey.set(key, new Set([operation]));
    }
  }
  return byKey;
}
