/** Signing out of this session, in every tab. */
import type { GatehouseClient } from "../create-client.js";
import { logoutMutation } from "../generated/operations.js";
import { changeSession } from "./change-session.js";
import { type Failed, settle } from "./result.js";

export interface SignedOut {
  readonly status: "signedOut";
}

/**
 * Ends the session. `failed` says that the server could not be reached: the session goes on, in a cookie that no script
 * can remove, and the page must say so.
 */
export async function signOut(client: GatehouseClient): Promise<SignedOut | Failed> {
  const { session } = client;
  const result = await settle(async () => {
    if ((await session.accessForRequest()) !== null) {
      await changeSession(client, logoutMutation, {}, () => session.end("signedOut"));
    }
    return { status: "signedOut" } as const;
  });
  // The session had ended before: that is what was asked for.
  return session.state.status === "signedOut" ? { status: "signedOut" } : result;
}
