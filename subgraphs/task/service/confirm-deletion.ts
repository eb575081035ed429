/** Takes deletions of accounts from a broker in: tasks are cleared away when auth, too, says that the account is gone. */
import { RefusedEventError } from "../../../platform/events/bus.js";
import type { Event } from "../../../platform/events/event.js";
import type { AccountQuestions } from "../../../platform/identity/account-states.js";
import type { Departures } from "./clear-deleted-accounts.js";

/**
 * Creates the handler. What is deleted does not come back, so the event alone is not enough: it may be forged.
 * @throws RefusedEventError when auth has the account; Error when auth does not answer.
 */
export function createDeletionEvents(
  departures: Pick<Departures, "note">,
  { findStates }: Pick<AccountQuestions, "findStates">,
) {
  return async (event: Event): Promise<void> => {
    const [state] = await findStates([event.subject]);
    if (state !== undefined && state.deletedAt === null) {
      throw new RefusedEventError("By auth's word the account is not deleted.");
    }
    await departures.note(event);
  };
}
