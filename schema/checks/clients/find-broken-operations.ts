/** Chapter 3: registered operations that the new schema refuses, each with the reason. */
import { type GraphQLSchema, validate } from "graphql";
import type { Finding, OperationHit } from "../finding.js";
import type { ChapterInput, RegisteredOperation } from "../schema-version.js";
import { hitOf } from "./find-hits.js";
import { releaseName } from "./release-name.js";

/**
 * One breaking finding for each operation that was valid and is not, though no breaking change of `changes` hits it; one
 * that is dangerous for each that was not valid before either.
 */
export function findBrokenOperations(
  { base, head, operations }: ChapterInput,
  changes: readonly Finding[],
): Finding[] {
  if (operations.length === 0 || !head.apiSchema.getQueryType()) return [];
  const explained = new Set(
    changes.filter(({ severity }) => severity === "breaking").flatMap(({ hits = [] }) => hits.map(nameOf)),
  );
  return operations.flatMap((operation): Finding[] => {
    const errors = errorsOf(head.apiSchema, operation);
    if (errors.length === 0) return [];
    const hit = hitOf(operation);
    const coordinate = nameOf(hit);
    const wasValid =
      base.apiSchema.getQueryType() != null && errorsOf(base.apiSchema, operation).length === 0;
    const finding = { chapter: "clients", coordinate, hits: [hit] } as const;
    if (!wasValid) {
      const message = `It was not valid at the base either: ${errors.join(" ")}`;
      return [{ ...finding, severity: "dangerous", kind: "operation-was-broken", message }];
    }
    if (explained.has(coordinate)) return [];
    return [{ ...finding, severity: "breaking", kind: "operation-broken", message: errors.join(" ") }];
  });
}

/** `web@1.4 TaskList` */
const nameOf = (hit: OperationHit): string => `${releaseName(hit)} ${hit.operation}`;

const errorsOf = (schema: GraphQLSchema, { document }: RegisteredOperation): string[] =>
  validate(schema, document).map(({ message }) => message);
