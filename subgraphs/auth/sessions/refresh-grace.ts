/** Tells a client that repeats its own refresh from a thief who replays a spent token. */
import { addressKey } from "../../../platform/address-key.js";
import type { Client } from "../audit/actor.js";
import type { SessionConfig } from "./config.js";
import type { SessionRecord } from "./model.js";
import { matchesHash, type RefreshToken } from "./refresh-token.js";

/**
 * Does the client repeat the refresh that it has just made, from a second tab or because the response was lost? It is the
 * same client if it has the same user agent and address (IPv6: the same network). A client that changes its network
 * within the grace time must sign in again.
 */
export function isWithinGrace(
  session: SessionRecord,
  { secret }: RefreshToken,
  client: Client,
  { replayGraceSeconds }: SessionConfig,
): boolean {
  return (
    session.refreshedAt !== null &&
    Date.now() - session.refreshedAt.getTime() <= replayGraceSeconds * 1000 &&
    matchesHash(secret, session.previousTokenHash) &&
    session.userAgent === client.userAgent &&
    addressKey(session.ipAddress) === addressKey(client.ipAddress)
  );
}
