/** Finishes deletions that a crash has interrupted: at the event of each, and by comparing with the database. */
import type { Database } from "../../../platform/database/connection.js";
import { openPosition } from "../../../platform/database/positions.js";
import { startReconciliation } from "../../../platform/events/reconcile-accounts.js";
import type { AccountQuestions } from "../../../platform/identity/account-states.js";
import type { AppParts } from "../../../platform/service-config.js";
import type { Parts } from "../parts.js";
import { finishDeletion, finishDeletions } from "./finish-deletion.js";

/** Starts both. */
export function startDeletions(
  parts: Parts<"models" | "relay" | "config">,
  { bus, log, lifecycle }: AppParts,
  { connection }: Pick<Database, "connection">,
  questions: AccountQuestions,
): void {
  bus.subscribe({
    subscriber: "auth",
    types: ["user.deleted"],
    delivery: "shared",
    handle: ({ subject }) => finishDeletion(parts, subject),
  });
  const reconciliation = startReconciliation({
    bus,
    questions,
    deletedOnly: true,
    position: openPosition(connection, "deletions"),
    apply: (states) =>
      finishDeletions(
        parts,
        states.map(({ id }) => id),
      ),
    intervalSeconds: parts.config.reconcileSeconds,
    log,
  });
  lifecycle.onStop(reconciliation.stop);
}
