/** Use case `logout`. */
import type { Claims } from "../../../platform/identity/claims.js";
import type { Client } from "../audit/actor.js";
import { ownEntry } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { endSession } from "../sessions/end-sessions.js";

/** Ends the caller's session; returns how many were ended. */
export function logout(
  parts: Parts<"models" | "relay" | "audit">,
  { subject, sessionId }: Claims,
  client: Client,
): Promise<number> {
  return parts.audit.change(ownEntry("sign-out", subject, client), () =>
    endSession(parts, sessionId, subject),
  );
}
