/** Keeps the data of one user from the next. */
import type { ApolloClient } from "@apollo/client";
import type { UserChange } from "./session-store.js";

/** Empties the cache at each change of the user. */
export function clearAtChange(clientOf: () => ApolloClient): UserChange {
  return {
    beforeSignedIn: () =>
      new Promise((resolve) => {
        const client = clientOf();
        const stop = client.onResetStore(async () => {
          stop();
          resolve();
        });
        // What pages show already is fetched again as the new user; their own error handling gets what fails.
        client.resetStore().catch(() => {});
      }),
    // Requests under way are not cancelled: one of them has found out, and its error says so. What they still write is
    // emptied before the next sign-in.
    afterSignedOut: () => clientOf().cache.reset({ discardWatches: true }),
  };
}
