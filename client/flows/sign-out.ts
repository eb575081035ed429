/** Signing out of this session, in every tab. */
import type { GatehouseClient } from "../create-client.js";
import { readError } from "../errors.js";
import { logoutMutation } from "../generated/operations.js";
import { type Failed, settle } from "./result.js";

export interface SignedOut {
  readonly status: "signedOut";
}

/**
 * Ends the session. `failed` says that the server could not be reached: the session goes on, in a cookie that no script
 * can remove, and the page must say so.
 */
export function signOut(client: GatehouseClient): Promise<SignedOut | Failed> {
  const { session } = client;
  return settle(async () => {
    // Refreshed before, since the lock of a refresh is taken during the mutation.
    if ((await session.accessForRequest()) !== null) {
      await session.exclusively(async () => {
        const options = { mutation: logoutMutation, context: { gatehouse: "asIs" } };
        await client.mutate(options).catch((thrown: unknown) => {
          // There is no such session any more: that is what was asked for.
          if (readError(thrown).code !== "UNAUTHENTICATED") throw thrown;
        });
        await session.end("signedOut");
      });
    }
    return { status: "signedOut" };
  });
}
