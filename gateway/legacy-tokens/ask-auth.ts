/** Asks auth to exchange a token of the old services: auth alone knows their secret. */
import type { Pool } from "undici";
import { AppError, unavailable } from "../../platform/errors.js";
import { clientHeaders } from "../../platform/graphql/read-context.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import {
  type ExchangedToken,
  legacyTokenPath,
  type RefusedToken,
} from "../../platform/identity/legacy-tokens.js";

/** Where a request comes from. */
export interface TokenClient {
  ipAddress: string;
  userAgent: string;
}

/** Exchanges a token. @throws AppError as auth refuses it, or SERVICE_UNAVAILABLE. */
export type ExchangeQuestion = (token: string, client: TokenClient) => Promise<ExchangedToken>;

/** Creates the question. */
export function createExchangeQuestion(pool: Pool, gatewaySecret: string): ExchangeQuestion {
  return async (token, { ipAddress, userAgent }) => {
    try {
      const { statusCode, body } = await pool.request({
        method: "POST",
        path: legacyTokenPath,
        headers: {
          "content-type": "application/json",
          [gatewaySecretHeader]: gatewaySecret,
          [clientHeaders.ipAddress]: ipAddress,
          [clientHeaders.userAgent]: userAgent,
        },
        body: JSON.stringify({ token }),
      });
      if (statusCode === 200) return (await body.json()) as ExchangedToken;
      if (statusCode === 401) {
        const { code, message } = (await body.json()) as RefusedToken;
        throw new AppError(code, message);
      }
      await body.dump();
      throw new Error(`Auth returned the status ${statusCode}.`);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw unavailable("Tokens of the old services cannot be verified right now; try again.", error);
    }
  };
}
