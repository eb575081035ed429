/** Loads the list of sessions again: most changes of how one signs in end the other sessions. */
import { sessionsQuery } from "@gatehouse/client";
import { client } from "../session/client.js";

/** Does that, and waits for nothing. */
export function reloadSessions(): void {
  void client.query({ query: sessionsQuery, fetchPolicy: "network-only" }).catch(() => {});
}
