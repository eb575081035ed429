/** Replaces the token of a page that is looked at shortly before it expires, so that no request waits for it. */
import { browserParts } from "../browser-parts.js";
import type { Refresh } from "./refresher.js";
import type { SessionStore } from "./session-store.js";

/**
 * Begins to watch, and returns what ends it. A hidden page refreshes at its next request or when it is shown again: a
 * session of which no page is looked at reaches its idle limit. Outside a page nothing is watched.
 */
export function watchExpiry(store: SessionStore, refresh: Refresh): () => void {
  const { document } = browserParts;
  if (document === undefined) return () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    const access = store.access();
    if (access === null || document.visibilityState === "hidden") return;
    const left = access.refreshAt - Date.now();
    // A failed refresh is tried again by the next request.
    if (left <= 0) void refresh(access).then(look, () => {});
    else timer = setTimeout(look, left);
  };
  const stop = store.subscribeToTokens(look);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(timer);
    stop();
    document.removeEventListener("visibilitychange", look);
  };
}
