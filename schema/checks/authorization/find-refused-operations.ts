/** Finds the registered operations that the gateway would refuse, in part or whole, to a caller who may run them today. */
import type { OperationHit } from "../finding.js";
import type { RegisteredOperation } from "../schema-version.js";
import { findRefusedCoordinates, type Tightening } from "./find-refused-coordinates.js";

/**
 * Returns the operations by the coordinate that they are refused for. A selection is refused if a caller who met all that
 * was required on the way to it does not meet what is required of it now. Below a field that signs in, that caller is any
 * account; below one that does so no longer, the caller of the request.
 */
export function findRefusedOperations(
  change: Tightening,
  operations: readonly RegisteredOperation[],
): ReadonlyMap<string, readonly OperationHit[]> {
  const found = new Map<string, OperationHit[]>();
  if (change.tightened.size === 0 && change.unsigned.size === 0) return found;
  for (const { client, release, name, document } of operations) {
    for (const coordinate of findRefusedCoordinates(document, change)) {
      found.set(coordinate, [...(found.get(coordinate) ?? []), { client, release, operation: name }]);
    }
  }
  return found;
}
