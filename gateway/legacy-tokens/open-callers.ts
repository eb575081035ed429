/** Opens what identifies callers by their bearer tokens: those of auth, and for a period those of the old services. */
import { createHash } from "node:crypto";
import { Pool } from "undici";
import { type Caller, identifyCaller } from "../../platform/identity/caller.js";
import type { TokenVerifier } from "../../platform/identity/token-verifier.js";
import { createRareWarning } from "../../platform/rare-warning.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { GatewayConfig } from "../config.js";
import type { ContextParts } from "../context.js";
import type { Redis } from "../limits/open-redis.js";
import { createRateLimiter } from "../limits/rate-limit.js";
import { createExchangeQuestion } from "./ask-auth.js";
import { createExchange } from "./exchange-token.js";
import { createLegacyCallers, type LegacyTokenOutcome } from "./identify-legacy-caller.js";
import { isLegacyToken } from "./is-legacy-token.js";

/** What identifies callers. */
export interface CallerParts extends Pick<AppParts, "log" | "lifecycle" | "telemetry"> {
  verifyToken: TokenVerifier;
  redis: Redis | null;
}

/** Tokens that auth has refused, from one address in a minute; after that no other unknown one is tried. */
const refusalsPerAddress = 30;
const timing = { connectMilliseconds: 3_000, answerMilliseconds: 5_000 };
const connections = 4;

/** Returns the function that identifies the caller of a bearer token. */
export function openCallers(config: GatewayConfig, parts: CallerParts): ContextParts["identify"] {
  const { verifyToken, log } = parts;
  const until = config.legacyTokensUntil;
  if (until === null) return (token) => identifyCaller(token, verifyToken);
  if (!config.authorization || !config.ownServices.includes("auth")) {
    log.warn("LEGACY_TOKENS_UNTIL has no effect: this gateway verifies no tokens of auth's");
    return (token) => identifyCaller(token, verifyToken);
  }
  const identifyLegacy = openLegacyCallers(config, until, parts);
  return (token, client) =>
    isLegacyToken(token) ? identifyLegacy(token, client) : identifyCaller(token, verifyToken);
}

function openLegacyCallers(
  config: GatewayConfig,
  until: Date,
  { verifyToken, redis, log, lifecycle, telemetry }: CallerParts,
): (token: string, client: { ipAddress: string; userAgent: string }) => Promise<Caller> {
  const period = { until: until.toISOString() };
  if (until.getTime() <= Date.now())
    log.warn(period, "the period of LEGACY_TOKENS_UNTIL is over: tokens of the old services are refused");
  else log.warn(period, "tokens of the old services are accepted");
  const pool = new Pool(config.serviceUrls.auth, {
    connections,
    connectTimeout: timing.connectMilliseconds,
    headersTimeout: timing.answerMilliseconds,
    bodyTimeout: timing.answerMilliseconds,
  });
  lifecycle.onStop(() => pool.close());
  const { redis: shared } = config.limits.rate;
  const countRefusal = createRateLimiter(
    {
      user: 0,
      address: refusalsPerAddress,
      redis: shared === null ? null : { ...shared, prefix: `${shared.prefix}:legacy-tokens` },
    },
    redis,
    log,
  );
  const warn = createRareWarning(log);
  const uses = telemetry.meter.createCounter("gatehouse.legacy_token.uses", {
    unit: "{use}",
    description: "Requests with a token of the old services, by what became of it",
  });
  return createLegacyCallers({
    until,
    verifyToken,
    exchange: createExchange({
      ask: createExchangeQuestion(pool, config.gatewaySecret),
      countRefusal,
      fingerprint: (token) => createHash("sha256").update(token).digest("base64"),
    }),
    onUse(outcome, details) {
      uses.add(1, { "gatehouse.outcome": outcome });
      warn(useMessages[outcome], details);
    },
  });
}

const useMessages: Readonly<Record<LegacyTokenOutcome, string>> = {
  accepted: "a token of the old services was accepted",
  expired: "a token of the old services had expired",
  refused: "a token of the old services was refused",
  failed: "a token of the old services could not be verified",
};
