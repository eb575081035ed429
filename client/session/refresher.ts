/** Replaces the access token: once, however many requests and tabs wait for it. */
import type { GatehouseError } from "../errors.js";
import { readError } from "../read-error.js";
import { type AccessToken, readAccessToken } from "./access-token.js";
import { delay } from "./delay.js";
import type { RefreshTokenStore } from "./refresh-token-store.js";
import type { SessionStore } from "./session-store.js";
import type { Tabs } from "./tabs.js";

/** The part of AuthPayload that continues a session. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

export interface RefresherParts {
  readonly store: SessionStore;
  readonly tabs: Tabs;
  readonly refreshTokens: RefreshTokenStore;
  /** Sends the operation `refresh`; throws what the link throws, or the errors of the response. */
  exchange(refreshToken: string): Promise<IssuedTokens>;
}

/** Replaces `stale`, unless that has happened since it was read. @throws what `exchange` throws, if nothing is known. */
export type Refresh = (stale: AccessToken | null) => Promise<void>;

/**
 * The pauses before a refresh that had no response is sent again. Their sum is within the time in which the server takes
 * a repeated refresh of the same client (REFRESH_REPLAY_GRACE_SECONDS, 10 by default): its response may have been lost.
 */
const retryMilliseconds = [300, 1_000, 3_000];

/** Creates it. */
export function createRefresher(parts: RefresherParts): Refresh {
  const { store, tabs } = parts;
  let running: Promise<void> | null = null;
  const isReplaced = (stale: AccessToken | null) =>
    store.access() !== stale || store.state().status === "signedOut";
  const run = (stale: AccessToken | null) =>
    tabs.exclusively(async (waited) => {
      if (waited && !isReplaced(stale)) await tabs.news();
      if (!isReplaced(stale)) await spend(parts);
    });
  return async (stale) => {
    if (isReplaced(stale)) return;
    running ??= run(stale).finally(() => {
      running = null;
    });
    await running;
  };
}

/** Takes tokens over, and tells the other tabs. */
export async function adoptTokens(
  { store, tabs, refreshTokens }: Pick<RefresherParts, "store" | "tabs" | "refreshTokens">,
  issued: IssuedTokens,
): Promise<void> {
  await refreshTokens.write(issued.refreshToken);
  const access = readAccessToken(issued.accessToken, issued.expiresIn);
  await store.adopt(access);
  tabs.publish({ type: "adopted", access });
}

async function spend(parts: RefresherParts): Promise<void> {
  const refreshToken = await parts.refreshTokens.read();
  if (refreshToken === null) return parts.store.end();
  try {
    await adoptTokens(parts, await exchangeWithRetries(parts, refreshToken));
  } catch (thrown) {
    const error = readError(thrown);
    if (!isOver(error)) {
      parts.store.fail(error);
      throw thrown;
    }
    await endEverywhere(parts, error);
  }
}

/** The server has said that there is no such session; every other error says nothing about it. */
const isOver = ({ code }: GatehouseError): boolean => code === "UNAUTHENTICATED" || code === "TOKEN_REUSED";

async function endEverywhere(
  { store, tabs, refreshTokens }: RefresherParts,
  { code }: GatehouseError,
): Promise<void> {
  const sessionId = store.access()?.sessionId;
  const reason = code === "TOKEN_REUSED" ? "reused" : "ended";
  await refreshTokens.clear();
  if (sessionId !== undefined || reason === "reused") {
    tabs.publish({ type: "ended", sessionId: sessionId ?? "", reason });
    await store.end(reason);
  } else await store.end();
}

async function exchangeWithRetries(
  { exchange }: RefresherParts,
  refreshToken: string,
): Promise<IssuedTokens> {
  for (const pause of retryMilliseconds) {
    try {
      return await exchange(refreshToken);
    } catch (thrown) {
      const { code } = readError(thrown);
      if (code !== "NETWORK" && code !== "SERVICE_UNAVAILABLE") throw thrown;
      await delay(pause);
    }
  }
  return exchange(refreshToken);
}
