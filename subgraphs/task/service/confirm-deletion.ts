/** Handles deletions of accounts that come from a broker: nothing is cleared unless auth confirms the deletion. */
import { RefusedEventError } from "../../../platform/events/bus.js";
import type { Event } from "../../../platform/events/event.js";
import type { AccountQuestions } from "../../../platform/identity/account-states.js";
import type { TaskClearing } from "./clear-deleted-accounts.js";

/**
 * Creates the handler. A deletion cannot be undone, so the event alone, which may be forged, is not enough.
 * @throws RefusedEventError when auth has the account; Error when auth does not respond.
 */
export function createDeletionHandler(
  clearing: Pick<TaskClearing, "note">,
  { findStates }: Pick<AccountQuestions, "findStates">,
) {
  return async (event: Event): Promise<void> => {
    const [state] = await findStates([event.subject]);
    if (state !== undefined && state.deletedAt === null) {
      throw new RefusedEventError("Auth says that the account is not deleted.");
    }
    await clearing.note(event);
  };
}
