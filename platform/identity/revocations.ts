/** Remembers which still unexpired access tokens are no longer good, from the events that say so. */
import type { Event } from "../events/event.js";
import type { Claims, Role } from "./claims.js";

/** Why a token is refused: it is over, or a refresh will bring a good one. */
export type Revocation = "ended" | "outdated";

/** The list that gateway and subgraphs consult on every request. */
export type Revocations = ReturnType<typeof createRevocations>;

/** The events that this list lives on. */
export const revocationEventTypes = [
  "session.revoked",
  "user.disabled",
  "user.enabled",
  "user.roles-changed",
] as const;

/**
 * Creates an empty list. An entry is kept for `tokenLifetimeSeconds`, the longest that a token issued before
 * the event can still live; so the list stays as small as a few minutes' events.
 */
export function createRevocations(tokenLifetimeSeconds: number, now: () => number = Date.now) {
  const sessions = new Map<string, number>();
  const disabled = new Map<string, number>();
  const changedRoles = new Map<string, { until: number; roles: readonly Role[] }>();

  const forgetExpired = (time: number) => {
    for (const [id, until] of sessions) if (until < time) sessions.delete(id);
    for (const [id, until] of disabled) if (until < time) disabled.delete(id);
    for (const [id, { until }] of changedRoles) if (until < time) changedRoles.delete(id);
  };

  return {
    /** Takes in one event. Events may come twice. */
    apply(event: Event): void {
      const time = now();
      const until = time + tokenLifetimeSeconds * 1000;
      forgetExpired(time);
      if (event.type === "session.revoked") sessions.set(event.subject, until);
      else if (event.type === "user.disabled") disabled.set(event.subject, until);
      else if (event.type === "user.enabled") disabled.delete(event.subject);
      else if (event.type === "user.roles-changed") {
        changedRoles.set(event.subject, { until, roles: event.data.roles });
      }
    },

    /** Is this token no longer good although its time is not up? Null when it is good. */
    check(claims: Claims): Revocation | null {
      if (sessions.has(claims.sessionId) || disabled.has(claims.subject)) return "ended";
      const now = changedRoles.get(claims.subject)?.roles;
      if (now === undefined) return null;
      return now.length === claims.roles.length && now.every((role) => claims.roles.includes(role))
        ? null
        : "outdated";
    },
  };
}
