/** Turns the text of an operation into a valid document within the limits, and caches it. */
import {
  type DocumentNode,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { OperationLimits } from "../limits/config.js";
import type { CostRules } from "../limits/cost-rules.js";
import { type Analysis, analyseDocument } from "../limits/measure-document.js";
import { requireWithinLimits } from "../limits/require-within-limits.js";
import { InvalidDocument, limitRecursion, parseDocument } from "./parse-document.js";

/** A valid document. */
export interface PreparedDocument {
  /** The schema for which it is valid. */
  schema: GraphQLSchema;
  document: DocumentNode;
  analysis: Analysis;
}

/** The documents of one schema. */
export interface Documents {
  /** The maximum number of errors of one document or its variables. */
  readonly maximumErrors: number;
  /** Parses, measures and validates a text with this hash. @throws InvalidDocument, or AppError NAME_LIMIT_EXCEEDED. */
  prepare(source: string, hash: string): PreparedDocument;
}

/** How documents are prepared. */
export interface DocumentOptions {
  limits: OperationLimits;
  /** If false, introspection is invalid, and no error suggests a name that the client did not write. */
  introspection: boolean;
  maximumErrors?: number;
  /** Called with each text: is its document known? */
  countDocument?(isKnown: boolean): void;
}

const remembered = { max: 2_000, maxSize: 4 * 1024 * 1024 };
/** Enough to correct a document; finding each error takes time. */
const usualMaximumErrors = 10;

/** Creates the bounded store of the documents of one schema. */
export function createDocuments(
  schema: GraphQLSchema,
  costRules: CostRules,
  { limits, introspection, maximumErrors = usualMaximumErrors, countDocument }: DocumentOptions,
): Documents {
  const prepared = new LRUCache<string, PreparedDocument>({
    ...remembered,
    sizeCalculation: ({ document }) => document.loc?.end ?? 1,
  });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  const prepareNew = (source: string): PreparedDocument => {
    const document = parseDocument(source, limits);
    const analysis = analyseDocument(document, schema, costRules);
    // Before validation, because some of its rules take time that grows with the square of a document's length.
    requireWithinLimits(analysis.measures, limits);
    const errors = validate(schema, document, rules, {
      maxErrors: maximumErrors,
      hideSuggestions: !introspection,
    });
    if (errors.length > 0) throw new InvalidDocument(errors.slice(0, maximumErrors), document);
    return { schema, document, analysis };
  };

  return {
    maximumErrors,
    prepare(source, hash) {
      const known = prepared.get(hash);
      countDocument?.(known !== undefined);
      if (known !== undefined) return known;
      const entry = limitRecursion(() => prepareNew(source));
      prepared.set(hash, entry);
      return entry;
    },
  };
}
