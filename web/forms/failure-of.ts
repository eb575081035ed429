/** Reads the results of the kit's flows for a form. */
import type { Failed, GatehouseError } from "@gatehouse/client";

/** Returns the error of a flow that has failed; undefined if it has not. */
export const failureOf = (result: { status: string } | Failed): GatehouseError | undefined =>
  "error" in result ? result.error : undefined;
