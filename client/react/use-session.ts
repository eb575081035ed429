import { useSyncExternalStore } from "react";
import type { SessionState } from "../session/session-state.js";
import { useGatehouse } from "./use-gatehouse.js";

/** What an answer by a server would be: on a server no session is known. */
const unknown: SessionState = { status: "unknown" };

/** Returns the state of the session, and renders again at each change, also by another tab. */
export function useSession(): SessionState {
  const { session } = useGatehouse();
  return useSyncExternalStore(
    session.subscribe,
    () => session.state,
    () => unknown,
  );
}
