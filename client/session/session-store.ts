/** Holds the access token and the state of the session, and tells listeners about changes. */
import type { GatehouseError } from "../errors.js";
import type { AccessToken } from "./access-token.js";
import type { SessionState, SignOutReason } from "./session-state.js";

/** What the client does around a change of the user, so that no user sees the data of another. */
export interface UserChange {
  /** Awaited before listeners hear of a new user. */
  beforeSignedIn(): Promise<void>;
  /** Called once listeners know that the session is over, so that its pages are closed. */
  afterSignedOut(): Promise<void>;
}

export interface SessionStore {
  state(): SessionState;
  access(): AccessToken | null;
  subscribe(listener: () => void): () => void;
  /** As `subscribe`, for each new token: most of them leave the state as it is. */
  subscribeToTokens(listener: () => void): () => void;
  /** Takes a token over, of the same session or of a new one. */
  adopt(access: AccessToken): Promise<void>;
  end(reason?: SignOutReason): Promise<void>;
  /** Notes why the first question, whether a session is open, has no answer. */
  fail(error: GatehouseError): void;
}

/** Creates the store; the state is `unknown` until it is told. */
export function createSessionStore(change: UserChange): SessionStore {
  let state: SessionState = { status: "unknown" };
  let access: AccessToken | null = null;
  const listeners = createListeners();
  const tokenListeners = createListeners();
  const set = (next: SessionState) => {
    state = next;
    listeners.call();
  };
  return {
    state: () => state,
    access: () => access,
    subscribe: listeners.add,
    subscribeToTokens: tokenListeners.add,
    async adopt(next) {
      const before = state;
      access = next;
      tokenListeners.call();
      // After `unknown` nothing in the cache is another user's.
      const isOther =
        before.status === "signedIn" ? before.userId !== next.userId : before.status === "signedOut";
      if (isOther) await change.beforeSignedIn();
      if (access !== next) return;
      const { userId, sessionId, roles } = next;
      const isSame =
        before.status === "signedIn" &&
        before.sessionId === sessionId &&
        String(before.roles) === String(roles);
      if (!isSame) set({ status: "signedIn", userId, sessionId, roles });
    },
    async end(reason) {
      if (state.status === "signedOut") return;
      const wasSignedIn = access !== null;
      access = null;
      tokenListeners.call();
      set({ status: "signedOut", ...(reason && { reason }) });
      if (wasSignedIn) await change.afterSignedOut();
    },
    fail(error) {
      if (state.status === "unknown") set({ status: "unknown", error });
    },
  };
}

function createListeners() {
  const all = new Set<() => void>();
  return {
    add(listener: () => void) {
      all.add(listener);
      return () => void all.delete(listener);
    },
    call() {
      for (const listener of [...all]) listener();
    },
  };
}
