/**
 * What the tabs of one origin do together: one at a time refreshes (Web Locks), and each tells the others what has
 * become of their session (BroadcastChannel).
 */
import { browserParts, isPage, type Locks } from "../browser-parts.js";
import type { AccessToken } from "./access-token.js";
import { delay } from "./delay.js";
import type { SignOutReason } from "./session-state.js";

/** What a tab tells the others. */
export type TabMessage =
  | { readonly type: "adopted"; readonly access: AccessToken }
  | { readonly type: "ended"; readonly sessionId: string; readonly reason: SignOutReason };

export interface Tabs {
  /**
   * Runs a task while no other tab runs one. `waited` says that another tab has just run one, so that news of it may be
   * under way.
   */
  exclusively<Result>(task: (waited: boolean) => Promise<Result>): Promise<Result>;
  publish(message: TabMessage): void;
  /** Resolves at the next message, or after a while. */
  news(): Promise<void>;
  close(): void;
}

/** A message between tabs takes about a millisecond; a busy tab longer. */
const newsMilliseconds = 250;
/** How long the lock is kept after a task, for its message to arrive before another tab gets the lock. */
const settleMilliseconds = 50;
/** A tab that the system has put to sleep may hold the lock: after this, the task runs without it. */
const longestWaitMilliseconds = 15_000;

/** For clients that share no session with another one: nothing to wait for, none to tell. */
export const noTabs: Tabs = {
  exclusively: (task) => task(false),
  publish: () => {},
  news: async () => {},
  close: () => {},
};

/**
 * Joins the tabs that use the same session, which `name` stands for. Without locks, two tabs may refresh at once: the
 * server gives both the same successor. Without a channel, a tab hears of a sign-out at its next request.
 */
export function joinTabs(name: string, receive: (message: TabMessage) => void): Tabs {
  if (!isPage()) return noTabs;
  const { BroadcastChannel, navigator } = browserParts;
  const channel = BroadcastChannel && new BroadcastChannel(name);
  let wake = () => {};
  channel?.addEventListener("message", ({ data }) => {
    receive(data as TabMessage);
    wake();
  });
  return {
    exclusively: (task) => (navigator?.locks ? lockAndRun(navigator.locks, name, task) : task(false)),
    publish: (message) => channel?.postMessage(message),
    news: () =>
      channel
        ? Promise.race([new Promise<void>((resolve) => (wake = resolve)), delay(newsMilliseconds)])
        : delay(0),
    close: () => channel?.close(),
  };
}

function lockAndRun<Result>(
  locks: Locks,
  name: string,
  task: (waited: boolean) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    // The result is handed over at once, and the lock a moment later.
    const hold = async (waited: boolean) => {
      await task(waited).then(resolve, reject);
      await delay(settleMilliseconds);
    };
    const queue = async () => {
      const signal = AbortSignal.timeout(longestWaitMilliseconds);
      await locks.request(name, { signal }, () => hold(true)).catch(() => hold(true));
    };
    locks.request(name, { ifAvailable: true }, (lock) => (lock ? hold(false) : queue())).catch(reject);
  });
}
