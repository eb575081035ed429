/** The user's sessions on all devices. The list itself is `sessionsQuery`. */
import type { GatehouseClient } from "../create-client.js";
import { logoutAllMutation, revokeSessionMutation } from "../generated/operations.js";
import { changeSession } from "./change-session.js";
import { type Done, done, type Failed, settle } from "./result.js";
import { type SignedOut, signOut } from "./sign-out.js";

/** What is asked for again when the sign-in is long ago (REAUTHENTICATION_REQUIRED). */
export interface Reauthentication {
  readonly currentPassword?: string;
  /** If the account has an authenticator app. */
  readonly code?: string;
}

/** Ends one session: of the caller, or as an admin of any user. This page's own is a sign-out. */
export function endSession(
  client: GatehouseClient,
  { id, ...proof }: Reauthentication & { readonly id: string },
): Promise<Done | SignedOut | Failed> {
  const { state } = client.session;
  if (state.status === "signedIn" && state.sessionId === id) return signOut(client);
  return settle(async () => {
    await client.mutate({ mutation: revokeSessionMutation, variables: { id, ...proof } });
    // Lists that hold the session leave it out.
    client.cache.evict({ id: client.cache.identify({ __typename: "Session", id }) as string });
    return done;
  });
}

/** Ends all sessions of the user, this one as well. */
export function endAllSessions(
  client: GatehouseClient,
  proof: Reauthentication = {},
): Promise<SignedOut | Failed> {
  return settle(async () => {
    await changeSession(client, logoutAllMutation, { ...proof }, () => client.session.end("signedOut"));
    return { status: "signedOut" } as const;
  });
}
