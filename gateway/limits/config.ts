/** The limits on what one request may ask for. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { deepestNesting } from "./nesting.js";
import { type RateLimits, readRateLimits } from "./rate-config.js";

/** The limits on one operation; each has the error code NAME_LIMIT_EXCEEDED. */
export interface OperationLimits {
  /** Operations in one request; 0 allows no arrays. */
  batch: number;
  /** The text of the document, in bytes of UTF-8. */
  documentBytes: number;
  /** Lexical tokens of the document. */
  tokens: number;
  /** Characters of any name in the document: of an alias, an operation, a variable, a fragment. */
  nameLength: number;
  /** The depth of fields, leaves included. */
  depth: number;
  /** Fields as written, in the whole document. */
  fields: number;
  /** Fields of the root, with fragments expanded. */
  rootFields: number;
  /** Aliases as written, in the whole document. */
  aliases: number;
  /** Directives as written, in the whole document. */
  directives: number;
  /** The largest value of an argument that sizes a list. */
  first: number;
  /** Weighted objects that the response may contain. */
  cost: number;
  /** Variables as JSON, in bytes. */
  variablesBytes: number;
  /** The depth of lists and objects in a variable. */
  variablesDepth: number;
}

/** All limits of the gateway. */
export interface LimitsConfig {
  operation: OperationLimits;
  rate: RateLimits;
  /** The largest request body in bytes. */
  bodyBytes: number;
}

/** The limits with LIMITS=off. */
export const unlimited: OperationLimits = {
  batch: 0,
  documentBytes: Infinity,
  tokens: Infinity,
  nameLength: Infinity,
  depth: deepestNesting,
  fields: Infinity,
  rootFields: Infinity,
  aliases: Infinity,
  directives: Infinity,
  first: Infinity,
  cost: Infinity,
  variablesBytes: Infinity,
  variablesDepth: deepestNesting,
};

/** Reads LIMITS, LIMIT_*, RATE_LIMIT_* and REDIS_*. */
export function readLimitsConfig(settings: SettingsReader): LimitsConfig {
  const { integer } = settings.section("Limits on operations");
  const limit = (name: string, fallback: number, max: number, about: string, min = 1) =>
    integer(`LIMIT_${name}`, fallback, { min, max, about });
  const operation: OperationLimits = {
    batch: limit("BATCH", 0, 100, "Operations in one request; 0: no arrays.", 0),
    documentBytes: limit("DOCUMENT_BYTES", 65_536, 67_108_864, "Size of a document.", 1_024),
    tokens: limit("TOKENS", 2_000, 100_000, "Lexical tokens in a document."),
    nameLength: limit(
      "NAME_LENGTH",
      128,
      65_536,
      "Characters of a name in a document, such as an alias.",
      16,
    ),
    depth: limit("DEPTH", 12, deepestNesting, "Fields below one another, leaves included."),
    fields: limit("FIELDS", 200, 100_000, "Fields in a document, as written."),
    rootFields: limit("ROOT_FIELDS", 20, 10_000, "Fields at the root of an operation."),
    aliases: limit("ALIASES", 15, 10_000, "Aliases in a document.", 0),
    directives: limit("DIRECTIVES", 5, 10_000, "Directives in a document.", 0),
    first: limit("FIRST", 1_000, 1_000_000, "Entries that a list may be asked for."),
    cost: limit("COST", 5_000, 100_000_000, "Objects that an answer may hold, weighted."),
    variablesBytes: limit(
      "VARIABLES_BYTES",
      131_072,
      16_777_216,
      "Size of an operation's variables as JSON.",
    ),
    variablesDepth: limit(
      "VARIABLES_DEPTH",
      10,
      deepestNesting,
      "Lists and objects within one another in a variable.",
    ),
  };
  const rate = readRateLimits(settings);
  const about =
    "`off`: none of the limits on operations but `LIMIT_BODY_BYTES`, and no rate limits. docs/gateway.md has the reasons for each.";
  const off =
    settings.section("Limits on operations").choice("LIMITS", "on", ["on", "off"], { about }) === "off";
  return {
    operation: off ? unlimited : operation,
    rate: off ? { ...rate, user: 0, address: 0 } : rate,
    bodyBytes: limit("BODY_BYTES", 262_144, 67_108_864, "Size of a request's body.", 1_024),
  };
}
