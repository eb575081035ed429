/** Turns the text of an operation into a document that is within the limits and valid, and remembers it. */
import { createHash } from "node:crypto";
import type { ApolloServerOptions, BaseContext } from "@apollo/server";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  TokenKind,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { AppError } from "../../platform/errors.js";
import type { OperationLimits } from "../limits/config.js";
import { type CostRules, noCostRules, readCostRules } from "../limits/cost-rules.js";
import { type Analysis, analyseDocument } from "../limits/measure-document.js";
import { deepestNesting } from "../limits/nesting.js";
import {
  requireShortDocument,
  requireShortNames,
  requireWithinLimits,
} from "../limits/require-within-limits.js";

/** A document that may be run. */
export interface PreparedDocument {
  /** The schema that it is valid for. */
  schema: GraphQLSchema;
  document: DocumentNode;
  analysis: Analysis;
}

/** The document breaks rules of GraphQL or the schema; each error may be shown as it is. */
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

/** The documents of one graph. */
export interface Documents {
  /** So many errors are told of one document. */
  readonly maximumErrors: number;
  /** Takes a new schema; what was prepared for the last one is forgotten. */
  setSchema(schema: GraphQLSchema, supergraphSdl: string | undefined): void;
  /** @throws InvalidDocument, or AppError NAME_LIMIT_EXCEEDED. */
  prepare(source: string, hash: string): PreparedDocument;
  /** The prepared document with this hash, if it is remembered and fits the schema now in force. */
  find(hash: string): DocumentNode | undefined;
}

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

const remembered = { max: 2_000, maxSize: 4 * 1024 * 1024 };
/** Enough to mend a document by; each costs time to find. */
const shownErrors = 10;

/** SHA-256 in hex: by it an operation is known everywhere. */
export const hashOf = (source: string): string => createHash("sha256").update(source).digest("hex");

/** Creates the store. Where introspection is off, no message suggests a name that the client did not write. */
export function createDocuments(
  limits: OperationLimits,
  {
    introspection,
    maximumErrors = shownErrors,
    onSchema,
  }: {
    introspection: boolean;
    maximumErrors?: number;
    /** Is told of each schema that is served from now on, with what it says of costs. */
    onSchema?: (schema: GraphQLSchema, costRules: CostRules) => void;
  },
): Documents {
  const prepared = new LRUCache<string, PreparedDocument>({
    ...remembered,
    sizeCalculation: ({ document }) => document.loc?.end ?? 1,
  });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  let schema: GraphQLSchema | null = null;
  let costRules: CostRules = noCostRules;

  const prepareAnew = (source: string, current: GraphQLSchema): PreparedDocument => {
    requireShortDocument(source, limits);
    const document = parseWithin(source, limits);
    requireShallow(document);
    requireShortNames(document, limits);
    const analysis = analyseDocument(document, current, costRules);
    // Before validation: some of its rules take time that grows with the square of a document's length.
    requireWithinLimits(analysis.measures, limits);
    const errors = validate(current, document, rules, {
      maxErrors: maximumErrors,
      hideSuggestions: !introspection,
    });
    if (errors.length > 0) throw new InvalidDocument(errors.slice(0, maximumErrors), document);
    return { schema: current, document, analysis };
  };

  return {
    maximumErrors,
    setSchema(next, supergraphSdl) {
      schema = next;
      costRules = supergraphSdl === undefined ? noCostRules : readCostRules(supergraphSdl);
      prepared.clear();
      onSchema?.(next, costRules);
    },
    prepare(source, hash) {
      const known = prepared.get(hash);
      if (known !== undefined) return known;
      if (schema === null) throw new Error("There is no schema yet.");
      const entry = refusingDeep(() => prepareAnew(source, schema!));
      prepared.set(hash, entry);
      return entry;
    },
    find: (hash) => prepared.get(hash)?.document,
  };
}

/** Options of Apollo Server by which it takes prepared documents, and tells of each schema that it loads. */
export function preparedDocuments(
  documents: Documents,
): Required<Pick<ApolloServerOptions<BaseContext>, "documentStore" | "plugins">> {
  const hexDigits = 64;
  return {
    documentStore: {
      get: async (key) => documents.find(key.slice(-hexDigits)),
      set: async () => {},
      delete: async () => {},
    },
    plugins: [
      {
        async serverWillStart() {
          return {
            schemaDidLoadOrUpdate({ apiSchema, coreSupergraphSdl }) {
              documents.setSchema(apiSchema, coreSupergraphSdl);
            },
          };
        },
      },
    ],
  };
}

/**
 * The operation that a request means (GetOperation of the GraphQL specification).
 * @throws AppError OPERATION_RESOLUTION_FAILURE when there is none, or one that this graph does not serve.
 */
export function chooseOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation?.operation === "subscription") throw notRun("This graph has no subscriptions.");
  if (operation) return operation;
  throw notRun(
    name === undefined
      ? "The document holds several operations; say by operationName which one is to run."
      : "The document holds no operation of that name.",
  );
}

function notRun(message: string): AppError {
  return new AppError("OPERATION_RESOLUTION_FAILURE", message);
}

function parseWithin(source: string, limits: OperationLimits): DocumentNode {
  try {
    return parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/^Syntax Error: Document contains more that \d+ tokens/.test(error.message))
      throw new AppError("TOKENS_LIMIT_EXCEEDED", `The document has more than ${limits.tokens} tokens.`);
    throw new InvalidDocument([error], undefined);
  }
}

/** Parser, analysis and validation are recursive, also along fragments: what overflows their stack is too deep. */
function refusingDeep<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error;
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

function tooDeep(): AppError {
  return new AppError("DEPTH_LIMIT_EXCEEDED", "The document is nested too deeply.");
}
