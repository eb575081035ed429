/** Identifies the caller of a token of the old services, and counts each use. */
import { AppError, tokenExpired, unauthenticated } from "../../platform/errors.js";
import { type Caller, identifyCaller } from "../../platform/identity/caller.js";
import type { TokenVerifier } from "../../platform/identity/token-verifier.js";
import type { TokenClient } from "./ask-auth.js";
import type { Exchange } from "./exchange-token.js";
import { readExpiry } from "./is-legacy-token.js";

/** What became of a token; "failed" when it could not be judged. */
export type LegacyTokenOutcome = "accepted" | "expired" | "refused" | "failed";

/** The parts that identify such a caller. */
export interface LegacyCallerParts {
  /** The end of the period. */
  until: Date;
  verifyToken: TokenVerifier;
  exchange: Exchange;
  /** Is told of each use. */
  onUse(outcome: LegacyTokenOutcome, details: { subject?: string } & TokenClient): void;
}

/** Creates the function. Its caller never holds the old token itself, which subgraphs must not get. */
export function createLegacyCallers({ until, verifyToken, exchange, onUse }: LegacyCallerParts) {
  const identify = async (token: string, client: TokenClient): Promise<Caller> => {
    if (Date.now() >= until.getTime())
      throw unauthenticated("Tokens of the old services are no longer accepted; sign in again.");
    const expiry = readExpiry(token);
    if (expiry !== null && expiry <= Date.now())
      throw tokenExpired("The access token has expired; sign in again.");
    const caller = await identifyCaller(await exchange.run(token, client), verifyToken);
    if (caller.refusal?.code !== "TOKEN_EXPIRED") return caller;
    // The account's roles have changed.
    exchange.forget(token);
    return identifyCaller(await exchange.run(token, client), verifyToken);
  };

  return async (token: string, client: TokenClient): Promise<Caller> => {
    try {
      const caller = await identify(token, client);
      if (caller.refusal !== null) throw caller.refusal;
      onUse("accepted", { subject: caller.claims.subject, ...client });
      return caller;
    } catch (error) {
      const code = error instanceof AppError ? error.code : "INTERNAL_SERVER_ERROR";
      onUse(outcomes[code] ?? "failed", client);
      if (!(error instanceof AppError) || code === "SERVICE_UNAVAILABLE") throw error;
      return { claims: null, token: null, refusal: error };
    }
  };
}

const outcomes: Partial<Record<string, LegacyTokenOutcome>> = {
  UNAUTHENTICATED: "refused",
  RATE_LIMITED: "refused",
  TOKEN_EXPIRED: "expired",
};
