/** Tells a subgraph of deleted accounts, by events and by auth's list, so that it erases what they own. */
import type { Database } from "../database/connection.js";
import { RefusedEventError } from "../events/bus.js";
import type { Event } from "../events/event.js";
import type { AppParts } from "../service/service-config.js";
import type { AccountQuestions } from "./account-questions.js";
import { followAccounts } from "./follow-accounts.js";

/** How a subgraph follows deletions. */
export interface DeletionFollower {
  /** The subgraph's name; its instances share the events. */
  subscriber: string;
  questions: AccountQuestions;
  intervalSeconds: number;
  /** Erases what the account owns, or records that it is to be erased; may get the same account again. */
  erase(accountId: string): Promise<void>;
  /** The same for those of these accounts that own something; returns how many they are. */
  eraseAll(accounts: readonly { id: string }[]): Promise<number>;
}

/**
 * Follows deletions until `app.lifecycle` stops. A deletion cannot be undone, so an event from a broker, which may be
 * forged, is not enough: auth confirms it. Within one process no other program can forge an event.
 */
export function followDeletions(
  { subscriber, questions, intervalSeconds, erase, eraseAll }: DeletionFollower,
  app: AppParts,
  connection: Database["connection"],
): void {
  const mustConfirm = app.bus.transport !== "in-process";
  followAccounts(
    {
      subscriber,
      types: ["user.deleted"],
      async handle({ subject }: Event) {
        if (mustConfirm) await requireDeleted(questions, subject);
        await erase(subject);
      },
      questions,
      deletedOnly: true,
      position: "deletions",
      apply: eraseAll,
      intervalSeconds,
    },
    app,
    connection,
  );
}

/** @throws RefusedEventError when auth has the account; Error when auth does not respond. */
async function requireDeleted(
  { findStates }: Pick<AccountQuestions, "findStates">,
  accountId: string,
): Promise<void> {
  const [state] = await findStates([accountId]);
  if (state !== undefined && state.deletedAt === null) {
    throw new RefusedEventError("Auth says that the account is not deleted.");
  }
}
