/** Refuses operations above a limit, with the code and the number of the limit. */
import { type DocumentNode, type Token, TokenKind } from "graphql";
import { AppError, type ErrorCode } from "../../platform/errors.js";
import type { OperationLimits } from "./config.js";
import type { DocumentMeasures } from "./measure-document.js";
import type { OperationCost } from "./operation-cost.js";

/** The factor by which the expansion of fragments may exceed the limit on fields as written. */
const expansion = 5;

/** @throws AppError NAME_LIMIT_EXCEEDED for the first limit that the document exceeds. */
export function requireWithinLimits(measures: DocumentMeasures, limits: OperationLimits): void {
  requireAtMost(measures.fields, limits.fields, "FIELDS_LIMIT_EXCEEDED", "fields");
  requireAtMost(measures.aliases, limits.aliases, "ALIASES_LIMIT_EXCEEDED", "aliases");
  requireAtMost(measures.directives, limits.directives, "DIRECTIVES_LIMIT_EXCEEDED", "directives");
  requireAtMost(measures.depth, limits.depth, "DEPTH_LIMIT_EXCEEDED", "levels");
  requireAtMost(measures.rootFields, limits.rootFields, "ROOT_FIELDS_LIMIT_EXCEEDED", "fields at its root");
  const expanded = limits.fields * expansion;
  requireAtMost(
    measures.expandedFields,
    expanded,
    "FIELDS_LIMIT_EXCEEDED",
    "fields with its fragments written out",
  );
}

/** @throws AppError DOCUMENT_LIMIT_EXCEEDED, before the text is parsed. */
export function requireShortDocument(source: string, { documentBytes }: OperationLimits): void {
  if (Buffer.byteLength(source) <= documentBytes) return;
  throw new AppError("DOCUMENT_LIMIT_EXCEEDED", `A document may have at most ${documentBytes} bytes.`);
}

/**
 * Checks every name in the document. An alias is sent back once for each entry of a list, and names of all kinds are
 * repeated in errors, plans and logs.
 * @throws AppError NAME_LENGTH_LIMIT_EXCEEDED.
 */
export function requireShortNames({ loc }: DocumentNode, { nameLength }: OperationLimits): void {
  for (let token: Token | null = loc?.startToken ?? null; token !== null; token = token.next) {
    if (token.kind !== TokenKind.NAME || token.end - token.start <= nameLength) continue;
    throw new AppError(
      "NAME_LENGTH_LIMIT_EXCEEDED",
      `A name in a document may have at most ${nameLength} characters.`,
    );
  }
}

/** @throws AppError FIRST_LIMIT_EXCEEDED or COST_LIMIT_EXCEEDED. */
export function requireAffordable({ cost, largestSlice }: OperationCost, limits: OperationLimits): void {
  if (largestSlice > limits.first) {
    throw new AppError("FIRST_LIMIT_EXCEEDED", `Ask for at most ${limits.first} entries of a list at once.`);
  }
  if (cost > limits.cost) {
    throw new AppError(
      "COST_LIMIT_EXCEEDED",
      `The operation costs ${cost}; at most ${limits.cost} is allowed. Ask for fewer entries or fewer nested lists.`,
    );
  }
}

/** @throws AppError VARIABLES_LIMIT_EXCEEDED or VARIABLES_DEPTH_LIMIT_EXCEEDED. */
export function requireSmallVariables(
  variables: Readonly<Record<string, unknown>>,
  { variablesBytes, variablesDepth }: OperationLimits,
): void {
  let bytes = 0;
  const walk = (value: unknown, depth: number): void => {
    if (depth > variablesDepth) {
      throw new AppError(
        "VARIABLES_DEPTH_LIMIT_EXCEEDED",
        `Variables may have at most ${variablesDepth} levels of lists and objects.`,
      );
    }
    // The size of the JSON text without escapes: a comma or a bracket for each value, and its text.
    bytes += 1 + (typeof value === "string" ? Buffer.byteLength(value) + 2 : 1);
    if (bytes > variablesBytes) {
      throw new AppError("VARIABLES_LIMIT_EXCEEDED", `Variables may have at most ${variablesBytes} bytes.`);
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) bytes += Buffer.byteLength(name) + 3;
      walk(inner, depth + 1);
    }
  };
  walk(variables, 0);
}

function requireAtMost(value: number, limit: number, code: ErrorCode, what: string): void {
  if (value > limit) throw new AppError(code, `The document has more than ${limit} ${what}.`);
}
