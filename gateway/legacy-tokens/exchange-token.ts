/** Exchanges each token of the old services once, until the access token that stands for it expires. */
import { LRUCache } from "lru-cache";
import { AppError, rateLimited } from "../../platform/errors.js";
import type { ExchangedToken } from "../../platform/identity/legacy-tokens.js";
import { RateLimitExceeded, type RateLimiter } from "../limits/rate-limit.js";
import type { ExchangeQuestion, TokenClient } from "./ask-auth.js";

/** The parts of the exchange. */
export interface ExchangeParts {
  ask: ExchangeQuestion;
  /** Counts refused tokens by address: guesses must not keep auth busy. */
  countRefusal: RateLimiter;
  /** Returns the key under which a token is kept. */
  fingerprint(token: string): string;
}

/** Exchanges with a memory. */
export interface Exchange {
  /** Returns the access token. @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED, RATE_LIMITED or SERVICE_UNAVAILABLE. */
  run(token: string, client: TokenClient): Promise<string>;
  /** Forgets the access token: the next one has what auth knows now. */
  forget(token: string): void;
}

const kept = { max: 10_000 };

/** Creates the exchange. Requests that bring the same token at once share one question. */
export function createExchange({ ask, countRefusal, fingerprint }: ExchangeParts): Exchange {
  const exchanged = new LRUCache<string, string>(kept);
  const asked = new Map<string, Promise<ExchangedToken>>();

  const askOnce = (key: string, token: string, client: TokenClient): Promise<ExchangedToken> => {
    const running = asked.get(key);
    if (running !== undefined) return running;
    const question = askCounted(token, client).finally(() => asked.delete(key));
    asked.set(key, question);
    return question;
  };
  const askCounted = async (token: string, client: TokenClient): Promise<ExchangedToken> => {
    const payer = { userId: null, ipAddress: client.ipAddress };
    try {
      await countRefusal(payer, 0);
      return await ask(token, client);
    } catch (error) {
      if (error instanceof RateLimitExceeded) throw rateLimited(error.details.retryAfterSeconds ?? 1);
      if (error instanceof AppError && error.code === "UNAUTHENTICATED")
        // The next token is refused, if this one was the last.
        await countRefusal(payer, 1).catch(() => {});
      throw error;
    }
  };

  return {
    async run(token, client) {
      const key = fingerprint(token);
      const known = exchanged.get(key);
      if (known !== undefined) return known;
      const { accessToken, expiresAt } = await askOnce(key, token, client);
      const ttl = Math.floor(expiresAt * 1000 - Date.now());
      if (ttl > 0) exchanged.set(key, accessToken, { ttl });
      return accessToken;
    },
    forget: (token) => void exchanged.delete(fingerprint(token)),
  };
}
