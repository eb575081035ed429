/** Reads the claims of an access token, for tests that call a use case. */
import jwt from "jsonwebtoken";
import type { Claims } from "../../platform/identity/claims.js";

/** Account and session of the token. */
export function claimsOf({ accessToken }: { accessToken: string }): Claims {
  const { sub, sid } = jwt.decode(accessToken) as { sub: string; sid: string };
  return { subject: sub, sessionId: sid } as Claims;
}
