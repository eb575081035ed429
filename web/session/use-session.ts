/** Who is signed in, as the pages of the console ask for it. */
import { useQuery } from "@apollo/client/react";
import { type SessionState, type Viewer, viewerQuery } from "@gatehouse/client";
import { useSyncExternalStore } from "react";
import { client } from "./client.js";

/** The signed-in user. */
export type SignedInUser = Viewer;

/** Returns what is known of the session, and renders again when that changes. */
export function useSession(): SessionState {
  return useSyncExternalStore(client.session.subscribe, () => client.session.state);
}

/** Returns the signed-in user; null while it is loaded, and if no one is signed in. */
export function useViewer(): SignedInUser | null {
  const isSignedIn = useSession().status === "signedIn";
  const { data } = useQuery(viewerQuery, { skip: !isSignedIn });
  return isSignedIn ? ((data?.me as SignedInUser | null | undefined) ?? null) : null;
}

/** Is the signed-in user an admin? For what to show: the server decides what is allowed. */
export function useIsAdmin(): boolean {
  const session = useSession();
  return session.status === "signedIn" && session.roles.includes("ADMIN");
}
