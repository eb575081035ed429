/** Verifies tokens of the old services: HS256 with their shared secret, and nothing else (RFC 8725, 3.1). */
import { createSecretKey } from "node:crypto";
import jwt from "jsonwebtoken";
import { type AppError, tokenExpired, unauthenticated } from "../../../platform/errors.js";
import { isRecord } from "../../../platform/is-record.js";
import type { LegacyTokenConfig } from "./config.js";

/** What a token of the old services says. */
export interface LegacyToken {
  /** What the old services call the account. */
  legacyId: string;
  /** `exp`, or the end of the period if that is sooner. */
  expiresAt: Date;
  /** The text that is signed: the one spelling of the token that no holder can change. */
  signedText: string;
}

/** Returns what a valid token says. @throws AppError UNAUTHENTICATED or TOKEN_EXPIRED. */
export type LegacyTokenVerifier = (token: string) => LegacyToken;

const leewaySeconds = 30;
const longest = { token: 8_192, id: 200 } as const;
/** Values of `type` and `token_type`; other kinds of tokens, such as refresh tokens, are refused. */
const accessTypes = ["access", "bearer"];

/** The refusal of a token; it does not say which check has failed. */
export const refuseLegacyToken = (): AppError => unauthenticated("The access token is not valid.");

const expired = (): AppError => tokenExpired("The access token has expired; sign in again.");

/** Creates the verifier. A token without `exp` is refused: it would be valid for the whole period. */
export function createLegacyTokenVerifier({ secret, claim, until }: LegacyTokenConfig): LegacyTokenVerifier {
  const key = createSecretKey(secret, "utf8");
  return (token) => {
    if (Date.now() >= until.getTime())
      throw unauthenticated("Tokens of the old services are no longer accepted; sign in again.");
    const payload = verifySignature(token, key);
    const { exp, iat } = payload;
    const legacyId = readId(Object.hasOwn(payload, claim) ? payload[claim] : undefined);
    const isIssued =
      iat === undefined || (typeof iat === "number" && iat <= Date.now() / 1000 + leewaySeconds);
    const isAccess = [payload["type"], payload["token_type"]].every(
      (type) => type === undefined || accessTypes.includes(String(type).toLowerCase()),
    );
    if (typeof exp !== "number" || !Number.isFinite(exp) || !isIssued || !isAccess || legacyId === null)
      throw refuseLegacyToken();
    if (exp * 1000 <= Date.now()) throw expired();
    return {
      legacyId,
      expiresAt: new Date(Math.min(exp * 1000, until.getTime())),
      signedText: token.slice(0, token.lastIndexOf(".")),
    };
  };
}

function verifySignature(
  token: string,
  key: ReturnType<typeof createSecretKey>,
): Readonly<Record<string, unknown>> {
  if (token.length > longest.token) throw refuseLegacyToken();
  try {
    const { header, payload } = jwt.verify(token, key, {
      algorithms: ["HS256"],
      // For `nbf`, which is the time of issue by another clock; `exp` is checked again without it.
      clockTolerance: leewaySeconds,
      complete: true,
    });
    const isPlain = header.crit === undefined && /^jwt$/i.test(header.typ ?? "JWT");
    if (isPlain && isRecord(payload)) return payload;
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw expired();
  }
  throw refuseLegacyToken();
}

/** Ids of databases are numbers, others are texts; the import keeps both as texts. */
function readId(value: unknown): string | null {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value !== "" && value.length <= longest.id ? value : null;
}
