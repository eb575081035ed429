/** Who is signed in, as the pages of the console ask for it. */
import type { Viewer } from "@gatehouse/client";
import { useSession as useKitSession, useViewer as useKitViewer } from "@gatehouse/client/react";

/** The signed-in user. */
export type SignedInUser = Viewer;

/** Returns what is known of the session, and renders again when that changes. */
export const useSession = useKitSession;

/** Returns the signed-in user; null while it is loaded, and if no one is signed in. */
export const useViewer = (): SignedInUser | null => useKitViewer().viewer;

/** Is the signed-in user an admin? For what to show: the server decides what is allowed. */
export function useIsAdmin(): boolean {
  const session = useSession();
  return session.status === "signedIn" && session.roles.includes("ADMIN");
}
