/** Stores which unexpired access tokens are revoked, from events and from auth's list. */
import type { Event } from "../events/event.js";
import type { Role } from "../roles.js";
import type { Claims } from "./claims.js";

/** Why a token is refused: it has ended, or a refresh returns a valid one. */
export type Revocation = "ended" | "outdated";

/** The events that this list reads. */
export const revocationEventTypes = [
  // The first one: its binding accepts beats, as in other subscriptions that read it.
  "user.deleted",
  "session.revoked",
  "user.disabled",
  "user.enabled",
  "user.roles-changed",
] as const;

/** The revocations of the last minutes: sessions that ended, and accounts whose access changed. */
export interface RevocationSnapshot {
  sessionIds: string[];
  accounts: { id: string; version: number; enabled: boolean; roles: Role[] }[];
}

/** The list that gateway and subgraphs read for every request. */
export type Revocations = ReturnType<typeof createRevocations>;

/** A token that was signed during the change is a little younger than the change. */
export const overlapSeconds = 10;

/** The knowledge about an account or session; `arrival` is null where it comes from auth's list. */
interface Note {
  /** When the note expires, in milliseconds. */
  until: number;
  /** The number of the event in the order of arrival. */
  arrival: number | null;
}

interface AccountNote extends Note {
  version: number;
  enabled: boolean;
  roles: readonly Role[];
}

/**
 * Creates an empty list. No token is accepted for longer than `tokenLifetimeSeconds` after it was issued, and an entry
 * is kept a little longer than that, so the list covers only some minutes. The newest version of an account counts: an
 * event that is repeated or late changes nothing.
 * An event takes effect at once, also one that only claims to come from auth: until auth has been asked, refusing is
 * safe. Auth's list then replaces the effect of events that arrived before the question.
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
      // It is late or repeated; or the known note was forged, to hide this one.
      if (note.arrival !== null && !allowsTheSame(known, note)) doubtAt = arrivals;
      return;
    }
    accounts.set(id, { ...note, until: keptUntil() });
  };
  const applyToAccount = (id: string, version: number, enabled: boolean, roles: readonly Role[]) =>
    noteAccount(id, { arrival: arrivals, version, enabled, roles });
  /** Removes the notes of events that arrived before auth was asked. */
  const forgetClaims = (mark: number) => {
    for (const notes of [sessions, accounts]) {
      for (const [id, { arrival }] of notes) if (arrival !== null && arrival <= mark) notes.delete(id);
    }
    if (doubtAt <= mark) doubtAt = 0;
  };

  return {
    /** Applies one event. */
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

    /** Returns a mark of this moment; take it before auth is asked. */
    mark: (): number => arrivals,

    /**
     * Has an event arrived that contradicts a later version? Then one of the two is not genuine, and auth must decide.
     */
    isInDoubt: (): boolean => doubtAt > 0,

    /**
     * Applies auth's list. With the mark of the moment at which auth was asked, it also replaces the effect of earlier
     * events.
     */
    load(snapshot: RevocationSnapshot, mark?: number): void {
      forgetExpired();
      if (mark !== undefined) forgetClaims(mark);
      for (const id of snapshot.sessionIds) sessions.set(id, { until: keptUntil(), arrival: null });
      for (const { id, version, enabled, roles } of snapshot.accounts)
        noteAccount(id, { arrival: null, version, enabled, roles });
    },

    /** Returns why this unexpired token is revoked; null when it is valid. */
    check(claims: Claims): Revocation | null {
      // Its revocations are no longer stored: its lifetime may have been longer before a change of settings.
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
