/** Tells who sends a request: nobody, the bearer of a good token, or somebody whose token is refused. */
import type { IncomingHttpHeaders } from "node:http";
import { AppError, unauthenticated } from "../errors.js";
import type { Claims } from "./claims.js";
import type { TokenVerifier } from "./token-verifier.js";

/**
 * The sender of a request. A refused token does not fail the request: a client that sends its expired token
 * along with `refresh` must get through. What needs a caller fails with `refusal`.
 */
export type Caller =
  | { claims: Claims; token: string; refusal: null }
  | { claims: null; token: string | null; refusal: AppError };

/** The same for all who send no token: an error with its stack is the dearest part of an anonymous request. */
const nobody: Caller = { claims: null, token: null, refusal: unauthenticated() };

const bearer = /^Bearer +([\w.~+/=-]+) *$/i;

/** Reads and verifies the bearer token (RFC 6750, 2.1). @throws AppError SERVICE_UNAVAILABLE when nobody can tell. */
export async function readCaller(headers: IncomingHttpHeaders, verify: TokenVerifier): Promise<Caller> {
  const header = headers.authorization;
  if (header === undefined || header === "") return nobody;
  const token = bearer.exec(header)?.[1];
  if (token === undefined) {
    return { claims: null, token: null, refusal: unauthenticated("Send `Authorization: Bearer TOKEN`.") };
  }
  return identifyCaller(token, verify);
}

/** Tells whose access token it is. @throws AppError SERVICE_UNAVAILABLE when that cannot be told. */
export async function identifyCaller(token: string, verify: TokenVerifier): Promise<Caller> {
  try {
    return { claims: await verify(token), token, refusal: null };
  } catch (error) {
    if (error instanceof AppError && error.code !== "SERVICE_UNAVAILABLE")
      return { claims: null, token, refusal: error };
    throw error;
  }
}

/** The claims of a caller who must be signed in. @throws AppError the reason why nobody is. */
export function requireClaims(caller: Caller): Claims {
  if (caller.claims === null) throw caller.refusal;
  return caller.claims;
}
