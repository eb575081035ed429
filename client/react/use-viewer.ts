import { useQuery } from "@apollo/client/react";
import type { GatehouseError } from "../errors.js";
import type { Viewer } from "../flows/result.js";
import { viewerQuery } from "../generated/operations.js";
import { readError } from "../read-error.js";
import { useSession } from "./use-session.js";

export interface ViewerResult {
  /** The signed-in user; null if no one is signed in, or while that is not known. */
  readonly viewer: Viewer | null;
  /** Neither known nor failed yet. */
  readonly loading: boolean;
  readonly error: GatehouseError | null;
}

/** Returns the signed-in user, from the cache where a flow has just signed in. */
export function useViewer(): ViewerResult {
  const session = useSession();
  const { data, error } = useQuery(viewerQuery, { skip: session.status !== "signedIn" });
  if (session.status === "unknown") {
    return { viewer: null, loading: session.error === undefined, error: session.error ?? null };
  }
  if (session.status === "signedOut") return { viewer: null, loading: false, error: null };
  const viewer = (data?.me as Viewer | undefined) ?? null;
  return { viewer, loading: viewer === null && !error, error: error ? readError(error) : null };
}
