/** Parses a document within the limits that apply before anything else is known about it. */
import { type DocumentNode, GraphQLError, parse, TokenKind } from "graphql";
import { AppError } from "../../platform/errors.js";
import type { OperationLimits } from "../limits/config.js";
import { deepestNesting } from "../limits/nesting.js";
import { requireShortDocument, requireShortNames } from "../limits/require-within-limits.js";

/** The document breaks rules of GraphQL or of the schema. */
export class InvalidDocument extends Error {
  override readonly name = "InvalidDocument";

  constructor(
    readonly errors: readonly GraphQLError[],
    /** Undefined when it could not be parsed. */
    readonly document: DocumentNode | undefined,
  ) {
    super("The document is invalid.");
  }
}

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Parses a document. @throws InvalidDocument, or AppError NAME_LIMIT_EXCEEDED for bytes, tokens, depth or a name. */
export function parseDocument(source: string, limits: OperationLimits): DocumentNode {
  requireShortDocument(source, limits);
  const document = parseTokens(source, limits.tokens);
  requireShallow(document);
  requireShortNames(document, limits);
  return document;
}

function parseTokens(source: string, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/^Syntax Error: Document contains more that \d+ tokens/.test(error.message))
      throw new AppError("TOKENS_LIMIT_EXCEEDED", `The document has more than ${maxTokens} tokens.`);
    throw new InvalidDocument([error], undefined);
  }
}

/** Counts brackets of any kind: selections, lists and objects as values, lists as types. */
function requireShallow({ loc }: DocumentNode): void {
  let depth = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) {
    if (opening.has(token.kind)) depth += 1;
    else if (closing.has(token.kind)) depth -= 1;
    if (depth > deepestNesting) throw tooDeep();
  }
}

/**
 * Runs work that recurses along a document's nesting and its fragments.
 * @throws AppError DEPTH_LIMIT_EXCEEDED when the stack overflows.
 */
export function limitRecursion<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error;
  }
}

function tooDeep(): AppError {
  return new AppError("DEPTH_LIMIT_EXCEEDED", "The document is nested too deeply.");
}
