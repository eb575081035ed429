/** Applies account events from a broker once auth confirms what they say. */

import type { AccountQuestions, AccountState } from "../../../platform/accounts/account-questions.js";
import { RefusedEventError } from "../../../platform/events/bus.js";
import type { AccountData, Event } from "../../../platform/events/event.js";
import { applyAccountEvent } from "./apply-account-event.js";
import { eraseProfile } from "./erase-profile.js";
import type { StoreParts } from "./parts.js";

/**
 * Creates the handler. An event that says nothing new has no effect. For any other the account's state is requested from
 * auth and written: a forged event can neither erase a profile, nor write into it, nor pin it to a future version.
 * @throws RefusedEventError for an event that auth does not confirm; Error when auth does not respond.
 */
export function createAccountEventHandler(
  parts: StoreParts,
  { findStates }: Pick<AccountQuestions, "findStates">,
) {
  return async (event: Event): Promise<void> => {
    const { version } = event.data as { version: number };
    const copied = await findCopiedVersion(parts, event.subject);
    if (event.type !== "user.deleted" && copied !== null && version <= copied) return;
    const [state] = await findStates([event.subject]);
    if (state?.deletedAt != null) {
      await eraseProfile(parts, state.id, new Date(state.deletedAt));
    } else if (state === undefined) {
      // An account that auth does not know does not exist, and nothing of it is kept.
      if (event.type !== "user.deleted") throw new RefusedEventError("Auth knows no such account.");
      await eraseProfile(parts, event.subject, new Date());
    } else {
      await applyAccountEvent(parts, confirmEvent(event, state, copied));
    }
  };
}

/** Returns the version of the account that the copy is of; null where there is no copy. */
async function findCopiedVersion({ models }: StoreParts, id: string): Promise<number | null> {
  return (await models.profiles.findById(id, { accountVersion: 1 }).lean())?.accountVersion ?? null;
}

/** Returns the event with the state that auth gives. @throws RefusedEventError when the two contradict each other. */
function confirmEvent(
  event: Event,
  { account }: AccountState & { account: AccountData },
  copied: number | null,
): Event {
  if (event.type === "user.deleted")
    throw new RefusedEventError("Auth says that the account is not deleted.");
  const { version, displayName } = event.data as AccountData;
  if (version > account.version) throw new RefusedEventError("Auth has no such version of the account.");
  // The display name that was chosen at registration is in that event alone.
  const chosenName = event.type === "user.registered" && copied === null ? displayName : null;
  return { ...event, data: { ...account, displayName: chosenName } } as Event;
}
