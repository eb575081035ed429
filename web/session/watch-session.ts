/** Asks from time to time whether the session goes on, so that an unused page notices its end too. */
import { viewerQuery } from "@gatehouse/client";
import { client } from "./client.js";

const intervalMilliseconds = 30_000;

/** Asks now: if the session has ended, the kit notices by the refusal. */
function ask(): void {
  if (document.visibilityState !== "visible" || client.session.state.status !== "signedIn") return;
  void client.query({ query: viewerQuery, fetchPolicy: "network-only" }).catch(() => {});
}

/** Asks every half minute while the page is visible, and as soon as it becomes so. */
export function watchSession(): void {
  setInterval(ask, intervalMilliseconds);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
}
