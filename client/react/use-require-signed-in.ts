import { useEffect, useRef } from "react";
import type { SignedInSession, SignOutReason } from "../session/session-state.js";
import { useSession } from "./use-session.js";

export interface RequiredSignIn {
  /** Null while it is not known, and once `onSignedOut` has been called: render nothing of the page then. */
  readonly session: SignedInSession | null;
}

/**
 * For pages of signed-in users: calls `onSignedOut` when no one is signed in, or not any more, with the reason. A page
 * goes to its sign-in form there.
 */
export function useRequireSignedIn(onSignedOut: (reason: SignOutReason | undefined) => void): RequiredSignIn {
  const session = useSession();
  const call = useRef(onSignedOut);
  call.current = onSignedOut;
  useEffect(() => {
    if (session.status === "signedOut") call.current(session.reason);
  }, [session]);
  return { session: session.status === "signedIn" ? session : null };
}
