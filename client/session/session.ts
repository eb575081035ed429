/** The session of a front end: who is signed in, in every tab, and the token for the next request. */
import type { AccessToken } from "./access-token.js";
import type { RefreshTokenStore } from "./refresh-token-store.js";
import {
  adoptTokens,
  createRefresher,
  type IssuedTokens,
  type Refresh,
  type RefresherParts,
} from "./refresher.js";
import type { SessionState, SignOutReason } from "./session-state.js";
import { createSessionStore, type SessionStore, type UserChange } from "./session-store.js";
import { joinTabs, noTabs, type TabMessage } from "./tabs.js";
import { watchExpiry } from "./watch-expiry.js";

/** What pages use of the session. */
export interface GatehouseSession {
  /** What is known now. */
  readonly state: SessionState;
  /** Calls the listener after each change of `state`; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /**
   * Finds out whether a session is open, once, and resolves to what is known then. A page does so when the client is
   * created; `unknown` remains if the server could not be asked.
   */
  ready(): Promise<SessionState>;
  /** Replaces the access token now: after a change of roles, for example. Resolves to what is known then. */
  refresh(): Promise<SessionState>;
  /** Forgets timers and channels, for a client that is used no more. */
  close(): void;
}

/** What the kit's own parts use as well. */
export interface SessionControl extends GatehouseSession {
  /** Returns the token for a request, replaced if it expires soon; null if no one is signed in. */
  accessForRequest(): Promise<AccessToken | null>;
  access(): AccessToken | null;
  replace(stale: AccessToken | null): Promise<void>;
  /** Runs what changes the session on the server while no tab refreshes. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result>;
  adopt(tokens: IssuedTokens): Promise<void>;
  end(reason: SignOutReason): Promise<void>;
}

export interface SessionOptions {
  /** The same for all tabs with the same session. */
  name: string;
  refreshTokens: RefreshTokenStore;
  exchange: RefresherParts["exchange"];
  change: UserChange;
}

/** Creates the session; nothing is sent until it is needed. */
export function createSession({ name, refreshTokens, exchange, change }: SessionOptions): SessionControl {
  const store = createSessionStore(change);
  const receive = (message: TabMessage) => {
    const held = store.access();
    const { sessionId } = message.type === "adopted" ? message.access : message;
    const isSame = held?.sessionId === sessionId;
    if (message.type === "ended") return isSame ? store.end(message.reason) : undefined;
    return isSame && message.access.expiresAt <= held.expiresAt ? undefined : store.adopt(message.access);
  };
  const tabs = refreshTokens.isShared ? joinTabs(name, (message) => void receive(message)) : noTabs;
  const refresh = createRefresher({ store, tabs, refreshTokens, exchange });
  const stopWatching = watchExpiry(store, refresh);
  const replace = async (stale: AccessToken | null) => {
    await refresh(stale);
    return store.state();
  };
  return {
    get state() {
      return store.state();
    },
    subscribe: store.subscribe,
    access: store.access,
    ready: () =>
      store.state().status === "unknown"
        ? replace(null).catch(() => store.state())
        : Promise.resolve(store.state()),
    refresh: () => replace(store.access()),
    replace: refresh,
    accessForRequest: () => accessForRequest(store, refresh),
    exclusively: (task) => tabs.exclusively(task),
    adopt: (tokens) => adoptTokens({ store, tabs, refreshTokens }, tokens),
    async end(reason) {
      const sessionId = store.access()?.sessionId;
      await refreshTokens.clear();
      if (sessionId !== undefined) tabs.publish({ type: "ended", sessionId, reason });
      await store.end(reason);
    },
    close() {
      stopWatching();
      tabs.close();
    },
  };
}

async function accessForRequest(store: SessionStore, refresh: Refresh): Promise<AccessToken | null> {
  const access = store.access();
  if (store.state().status === "signedOut") return null;
  const now = Date.now();
  if (access === null || now >= access.expiresAt) await refresh(access);
  // It is still good: this request need not wait, and one that fails is asked for again.
  else if (now >= access.refreshAt) void refresh(access).catch(() => {});
  return store.access();
}
