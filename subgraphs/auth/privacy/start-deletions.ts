/** Finishes deletions that a crash has interrupted: at the event of each, and by comparing with the database. */

import type { AccountQuestions } from "../../../platform/accounts/account-questions.js";
import { followAccounts } from "../../../platform/accounts/follow-accounts.js";
import type { Database } from "../../../platform/database/connection.js";
import type { AppParts } from "../../../platform/service/service-config.js";
import type { Parts } from "../parts.js";
import { finishDeletion, finishDeletions } from "./finish-deletion.js";

/** Starts both. */
export function startDeletions(
  parts: Parts<"models" | "relay" | "config">,
  app: AppParts,
  { connection }: Pick<Database, "connection">,
  questions: AccountQuestions,
): void {
  followAccounts(
    {
      subscriber: "auth",
      types: ["user.deleted"],
      handle: ({ subject }) => finishDeletion(parts, subject),
      questions,
      deletedOnly: true,
      position: "deletions",
      apply: (states) => finishDeletions(parts, states),
      intervalSeconds: parts.config.reconcileSeconds,
    },
    app,
    connection,
  );
}
