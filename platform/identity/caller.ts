/** Identifies the caller of a request by its access token. */
import type { IncomingHttpHeaders } from "node:http";
import { AppError, unauthenticated } from "../errors.js";
import { type Claims, claimsForMutation } from "./claims.js";
import type { TokenVerifier } from "./token-verifier.js";

/** A caller whose access token is valid. */
export interface SignedInCaller {
  claims: Claims;
  token: string;
  refusal: null;
}

/**
 * The sender of a request, signed in or not. A refused token does not fail the request: a client that sends its expired
 * token along with `refresh` must succeed. A field that needs a signed-in caller fails with `refusal`.
 */
export type Caller = SignedInCaller | { claims: null; token: string | null; refusal: AppError };

/** Shared by all requests without a token: creating the error with its stack would take most of their time. */
const anonymous: Caller = { claims: null, token: null, refusal: unauthenticated() };

const bearer = /^Bearer +([\w.~+/=-]+) *$/i;

/** Reads the bearer token (RFC 6750, 2.1) and identifies its caller. @throws AppError as `identify`. */
export async function readCaller(
  headers: IncomingHttpHeaders,
  identify: (token: string) => Promise<Caller>,
): Promise<Caller> {
  const header = headers.authorization;
  if (header === undefined || header === "") return anonymous;
  const token = bearer.exec(header)?.[1];
  if (token === undefined) {
    return { claims: null, token: null, refusal: unauthenticated("Send `Authorization: Bearer TOKEN`.") };
  }
  return identify(token);
}

/** Returns the caller of an access token. @throws AppError SERVICE_UNAVAILABLE when the token cannot be checked. */
export async function identifyCaller(token: string, verify: TokenVerifier): Promise<Caller> {
  try {
    return { claims: await verify(token), token, refusal: null };
  } catch (error) {
    if (error instanceof AppError && error.code !== "SERVICE_UNAVAILABLE")
      return { claims: null, token, refusal: error };
    throw error;
  }
}

/** Returns the caller of a mutation, who may have fewer roles than the token (`claimsForMutation`); mostly the same one. */
export function callerOfMutation(caller: Caller): Caller {
  if (caller.claims === null) return caller;
  const claims = claimsForMutation(caller.claims);
  return claims === caller.claims ? caller : { ...caller, claims };
}

/**
 * Returns the caller who must be signed in. @throws AppError UNAUTHENTICATED or the reason of the token's refusal.
 * @public Offered to subgraphs, whether or not one uses it.
 */
export function requireSignedIn(caller: Caller): SignedInCaller {
  if (caller.refusal !== null) throw caller.refusal;
  return caller;
}

/** Returns the claims of a caller who must be signed in. @throws AppError as `requireSignedIn`. */
export function requireClaims(caller: Caller): Claims {
  return requireSignedIn(caller).claims;
}
