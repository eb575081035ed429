/** What a page knows of its session. */
import type { GatehouseError } from "../errors.js";

/**
 * Why a session is over: the user has signed out (here or in another tab); the server has ended it (it expired, was
 * revoked, or the account was disabled or deleted); or its refresh token was used twice, so that it may be stolen.
 */
export type SignOutReason = "signedOut" | "ended" | "reused";

/** Before the first answer of the server: a cookie is invisible to scripts. */
export interface UnknownSession {
  readonly status: "unknown";
  /** Why the server could not be asked. The next request asks again. */
  readonly error?: GatehouseError;
}

export interface SignedOutSession {
  readonly status: "signedOut";
  /** Absent if no session was open here. */
  readonly reason?: SignOutReason;
}

export interface SignedInSession {
  readonly status: "signedIn";
  readonly userId: string;
  readonly sessionId: string;
  /** The roles in the access token: for what to show, not for what to allow. */
  readonly roles: readonly string[];
}

export type SessionState = UnknownSession | SignedOutSession | SignedInSession;
