/** The results of flows: one value for each way that a flow can end, told apart by `status`. */
import type { GatehouseError } from "../errors.js";
import type { ViewerFragment } from "../generated/operations.js";
import { readError } from "../read-error.js";

/** The signed-in user. */
export type Viewer = ViewerFragment;

/** The flow has ended with an error, and nothing has changed. */
export interface Failed {
  readonly status: "failed";
  readonly error: GatehouseError;
}

/** The user is signed in, in every tab. */
export interface SignedIn {
  readonly status: "signedIn";
  readonly viewer: Viewer;
}

/** It is done; there is nothing more to say. */
export interface Done {
  readonly status: "done";
}
export const done: Done = { status: "done" };

/** Runs a flow. What it throws becomes `failed`, so that a caller needs no `try`. */
export async function settle<Result>(flow: () => Promise<Result>): Promise<Result | Failed> {
  try {
    return await flow();
  } catch (thrown) {
    return { status: "failed", error: readError(thrown) };
  }
}
