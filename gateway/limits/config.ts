/** How much one request may ask for. */
import type { SettingsReader } from "../../platform/config.js";
import { deepestNesting } from "./nesting.js";
import { redisUrlForm, requireRedisUrl } from "./redis-url.js";

/** The limits on one operation; each has the error code NAME_LIMIT_EXCEEDED. */
export interface OperationLimits {
  /** Operations in one request; 0 for no arrays at all. */
  batch: number;
  /** The document as text, in bytes of UTF-8. */
  documentBytes: number;
  /** Lexical tokens of the document. */
  tokens: number;
  /** Characters of any one name in the document: of an alias, an operation, a variable, a fragment. */
  nameLength: number;
  /** Fields below one another, leaves included. */
  depth: number;
  /** Fields as written, in the whole document. */
  fields: number;
  /** Fields of the root, fragments written out. */
  rootFields: number;
  /** Aliases as written, in the whole document. */
  aliases: number;
  /** Directives as written, in the whole document. */
  directives: number;
  /** Largest value of an argument that sizes a list. */
  first: number;
  /** Objects that the answer may hold, weighted. */
  cost: number;
  /** Variables as JSON, in bytes. */
  variablesBytes: number;
  /** Lists and objects within one another in a variable. */
  variablesDepth: number;
}

/** What a caller's operations may cost in a minute; 0 for as much as it likes. */
export interface RateLimits {
  user: number;
  address: number;
  /** The Redis that several gateways count in; null: this process counts for itself. */
  redis: { url: string; prefix: string } | null;
}

/** All limits of the gateway. */
export interface LimitsConfig {
  operation: OperationLimits;
  rate: RateLimits;
  /** Largest request body in bytes. */
  bodyBytes: number;
}

const unlimited: OperationLimits = {
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
  const limit = (name: string, fallback: number, max: number, min = 1) =>
    settings.integer(`LIMIT_${name}`, fallback, { min, max });
  const operation: OperationLimits = {
    batch: limit("BATCH", 0, 100, 0),
    documentBytes: limit("DOCUMENT_BYTES", 65_536, 67_108_864, 1_024),
    tokens: limit("TOKENS", 2_000, 100_000),
    nameLength: limit("NAME_LENGTH", 128, 65_536, 16),
    depth: limit("DEPTH", 12, deepestNesting),
    fields: limit("FIELDS", 200, 100_000),
    rootFields: limit("ROOT_FIELDS", 20, 10_000),
    aliases: limit("ALIASES", 15, 10_000, 0),
    directives: limit("DIRECTIVES", 5, 10_000, 0),
    first: limit("FIRST", 1_000, 1_000_000),
    cost: limit("COST", 5_000, 100_000_000),
    variablesBytes: limit("VARIABLES_BYTES", 131_072, 16_777_216),
    variablesDepth: limit("VARIABLES_DEPTH", 10, deepestNesting),
  };
  const rate: RateLimits = {
    user: settings.integer("RATE_LIMIT_USER", 300_000, { min: 0, max: 1_000_000_000 }),
    address: settings.integer("RATE_LIMIT_ADDRESS", 1_200_000, { min: 0, max: 1_000_000_000 }),
    redis: readRedis(settings),
  };
  const off = settings.choice("LIMITS", "on", ["on", "off"]) === "off";
  return {
    operation: off ? unlimited : operation,
    rate: off ? { ...rate, user: 0, address: 0 } : rate,
    bodyBytes: limit("BODY_BYTES", 262_144, 67_108_864, 1_024),
  };
}

function readRedis(settings: SettingsReader): RateLimits["redis"] {
  const url = settings.credentialUrl("REDIS_URL", redisUrlForm, requireRedisUrl);
  const prefix = settings.text("REDIS_PREFIX", "gatehouse");
  return url === undefined ? null : { url, prefix };
}
