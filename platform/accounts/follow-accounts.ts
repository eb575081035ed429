/** Keeps what a service stores about accounts up to date: by events, and by comparing it with auth's list. */
import type { Database } from "../database/connection.js";
import { openPosition } from "../database/positions.js";
import type { Subscription } from "../events/bus.js";
import type { AppParts } from "../service/service-config.js";
import { type ReconciliationParts, startReconciliation } from "./reconcile-accounts.js";

/** How a service follows accounts. */
export interface AccountFollower
  extends Omit<Subscription, "delivery">,
    Pick<ReconciliationParts, "questions" | "deletedOnly" | "apply" | "intervalSeconds"> {
  /** Names the place up to which auth's list has been compared. */
  position: string;
}

/** Subscribes to the events, and starts to compare; it stops with `lifecycle`. */
export function followAccounts(
  { subscriber, types, isCatchAll = false, handle, position, ...comparison }: AccountFollower,
  { bus, log, lifecycle }: AppParts,
  connection: Database["connection"],
): void {
  bus.subscribe({ subscriber, types, isCatchAll, delivery: "shared", handle });
  const place = openPosition(connection, position);
  const reconciliation = startReconciliation({ ...comparison, bus, position: place, log });
  lifecycle.onStop(reconciliation.stop);
}
