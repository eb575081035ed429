/** Remembers which still unexpired access tokens are no longer good: from events, and from auth's own word. */
import type { Event } from "../events/event.js";
import type { Claims, Role } from "./claims.js";

/** Why a token is refused: it is over, or a refresh will bring a good one. */
export type Revocation = "ended" | "outdated";

/** The events that this list lives on. */
export const revocationEventTypes = [
  "session.revoked",
  "user.disabled",
  "user.enabled",
  "user.roles-changed",
  "user.deleted",
] as const;

/** What auth knows of the last minutes: sessions that ended, and accounts whose access changed. */
export interface RevocationSnapshot {
  sessionIds: string[];
  accounts: { id: string; version: number; enabled: boolean; roles: Role[] }[];
}

/** The list that gateway and subgraphs consult on every request. */
export type Revocations = ReturnType<typeof createRevocations>;

/** A token that was being signed while the change was made is a little younger than the change. */
export const overlapSeconds = 10;

/**
 * Creates an empty list. No token is accepted for longer than `tokenLifetimeSeconds` after it was issued, and an
 * entry is kept as long, and a little more; so the list stays as small as a few minutes' changes. Of an account
 * the newest version counts: an event that comes twice or late changes nothing.
 */
export function createRevocations(tokenLifetimeSeconds: number, now: () => number = Date.now) {
  const sessions = new Map<string, number>();
  const accounts = new Map<
    string,
    { until: number; version: number; enabled: boolean; roles: readonly Role[] }
  >();

  const keptUntil = () => now() + (tokenLifetimeSeconds + overlapSeconds) * 1000;
  const forgetExpired = () => {
    const time = now();
    for (const [id, until] of sessions) if (until < time) sessions.delete(id);
    for (const [id, { until }] of accounts) if (until < time) accounts.delete(id);
  };
  const noteAccount = (id: string, version: number, enabled: boolean, roles: readonly Role[]) => {
    if ((accounts.get(id)?.version ?? 0) > version) return;
    accounts.set(id, { until: keptUntil(), version, enabled, roles });
  };
  const noteSession = (id: string) => void sessions.set(id, keptUntil());

  return {
    /** Takes in one event. */
    apply(event: Event): void {
      forgetExpired();
      if (event.type === "session.revoked") noteSession(event.subject);
      else if (event.type === "user.deleted") noteAccount(event.subject, event.data.version, false, []);
      else if (
        event.type === "user.disabled" ||
        event.type === "user.enabled" ||
        event.type === "user.roles-changed"
      ) {
        noteAccount(event.subject, event.data.version, event.data.enabled, event.data.roles);
      }
    },

    /** Takes in what may have been missed. */
    load(snapshot: RevocationSnapshot): void {
      forgetExpired();
      for (const id of snapshot.sessionIds) noteSession(id);
      for (const { id, version, enabled, roles } of snapshot.accounts)
        noteAccount(id, version, enabled, roles);
    },

    /** Is this token no longer good although its time is not up? Null when it is good. */
    check(claims: Claims): Revocation | null {
      // Nobody remembers what was revoked in its time: tokens may have lived longer before a change of settings.
      if (claims.issuedAt + tokenLifetimeSeconds < now() / 1000) return "outdated";
      if (sessions.has(claims.sessionId)) return "ended";
      const account = accounts.get(claims.subject);
      if (account === undefined) return null;
      if (!account.enabled) return "ended";
      return account.roles.length === claims.roles.length &&
        account.roles.every((role) => claims.roles.includes(role))
        ? null
        : "outdated";
    },
  };
}
