/** Remembers which still unexpired access tokens are no longer good: from events, and from auth's own word. */
import type { Event } from "../events/event.js";
import type { Claims, Role } from "./claims.js";

/** Why a token is refused: it is over, or a refresh will bring a good one. */
export type Revocation = "ended" | "outdated";

/** The events that this list lives on. */
export const revocationEventTypes = [
  // The first: its binding takes the beats as well, as that of others who read it.
  "user.deleted",
  "session.revoked",
  "user.disabled",
  "user.enabled",
  "user.roles-changed",
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

/** What is known of an account or session; `arrival` is null where auth itself has said it. */
interface Note {
  /** Kept until then, in milliseconds. */
  until: number;
  /** The place of the event among those that came. */
  arrival: number | null;
}

interface AccountNote extends Note {
  version: number;
  enabled: boolean;
  roles: readonly Role[];
}

/**
 * Creates an empty list. No token is accepted for longer than `tokenLifetimeSeconds` after it was issued, and an
 * entry is kept as long, and a little more; so the list stays as small as a few minutes' changes. Of an account
 * the newest version counts: an event that comes twice or late changes nothing.
 *
 * An event takes effect at once, also one that only claims to be auth's: until auth has been asked, refusing is safe.
 * Auth's own word then replaces what events said that came before the question.
 */
export function createRevocations(tokenLifetimeSeconds: number, now: () => number = Date.now) {
  const sessions = new Map<string, Note>();
  const accounts = new Map<string, AccountNote>();
  let arrivals = 0;
  let doubtAt = 0;

  const keptUntil = () => now() + (tokenLifetimeSeconds + overlapSeconds) * 1000;
  const forgetExpired = () => {
    const time = now();
    for (const notes of [sessions, accounts]) {
      for (const [id, { until }] of notes) if (until < time) notes.delete(id);
    }
  };
  const noteAccount = (id: string, note: Omit<AccountNote, "until">) => {
    const known = accounts.get(id);
    if (known !== undefined && known.version > note.version) {
      // Late, or come again; or the known one was forged, to hide this one.
      if (note.arrival !== null && !allowsTheSame(known, note)) doubtAt = arrivals;
      return;
    }
    accounts.set(id, { ...note, until: keptUntil() });
  };
  const applyToAccount = (id: string, version: number, enabled: boolean, roles: readonly Role[]) =>
    noteAccount(id, { arrival: arrivals, version, enabled, roles });
  /** Drops what only events said that came before auth was asked. */
  const forgetClaims = (mark: number) => {
    for (const notes of [sessions, accounts]) {
      for (const [id, { arrival }] of notes) if (arrival !== null && arrival <= mark) notes.delete(id);
    }
    if (doubtAt <= mark) doubtAt = 0;
  };

  return {
    /** Takes in one event. */
    apply(event: Event): void {
      forgetExpired();
      arrivals += 1;
      if (event.type === "session.revoked")
        sessions.set(event.subject, { until: keptUntil(), arrival: arrivals });
      else if (event.type === "user.deleted") applyToAccount(event.subject, event.data.version, false, []);
      else if (
        event.type === "user.disabled" ||
        event.type === "user.enabled" ||
        event.type === "user.roles-changed"
      ) {
        applyToAccount(event.subject, event.data.version, event.data.enabled, event.data.roles);
      }
    },

    /** A mark of this moment, to be taken before auth is asked. */
    mark: (): number => arrivals,

    /** Has an event come that contradicts a later version? Then one of the two is not genuine, and auth must say which. */
    isInDoubt: (): boolean => doubtAt > 0,

    /**
     * Takes in what may have been missed. With the mark of the moment in which auth was asked, auth's word also
     * replaces what events had said before.
     */
    load(snapshot: RevocationSnapshot, mark?: number): void {
      forgetExpired();
      if (mark !== undefined) forgetClaims(mark);
      for (const id of snapshot.sessionIds) sessions.set(id, { until: keptUntil(), arrival: null });
      for (const { id, version, enabled, roles } of snapshot.accounts)
        noteAccount(id, { arrival: null, version, enabled, roles });
    },

    /** Is this token no longer good although its time is not up? Null when it is good. */
    check(claims: Claims): Revocation | null {
      // Nobody remembers what was revoked in its time: tokens may have lived longer before a change of settings.
      if (claims.issuedAt + tokenLifetimeSeconds < now() / 1000) return "outdated";
      if (sessions.has(claims.sessionId)) return "ended";
      const account = accounts.get(claims.subject);
      if (account === undefined) return null;
      if (!account.enabled) return "ended";
      return allowsTheSame(account, { enabled: true, roles: claims.roles }) ? null : "outdated";
    },
  };
}

function allowsTheSame(
  one: Pick<AccountNote, "enabled" | "roles">,
  other: Pick<AccountNote, "enabled" | "roles">,
): boolean {
  return (
    one.enabled === other.enabled &&
    one.roles.length === other.roles.length &&
    one.roles.every((role) => other.roles.includes(role))
  );
}
