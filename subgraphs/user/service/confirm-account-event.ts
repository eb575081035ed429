/** Takes account events from a broker in: what they say is done when auth, whom they claim to come from, says the same. */
import { RefusedEventError } from "../../../platform/events/bus.js";
import type { AccountData, Event } from "../../../platform/events/event.js";
import type { AccountQuestions, AccountState } from "../../../platform/identity/account-states.js";
import type { Users } from "./users.js";

type AccountQuestion = Pick<AccountQuestions, "findStates">;
type Directory = Pick<Users, "applyAccountEvent" | "copiedVersion" | "departAll">;

/**
 * Creates the handler. An event that says nothing new has no effect. Of any other the account's state is asked of auth
 * and written: so a forged event can neither erase a profile nor write into it, nor pin it by a version to come.
 * @throws RefusedEventError for an event that auth does not bear out; Error when auth does not answer.
 */
export function createAccountEvents(users: Directory, { findStates }: AccountQuestion) {
  return async (event: Event): Promise<void> => {
    const { version } = event.data as { version: number };
    const copied = await users.copiedVersion(event.subject);
    if (event.type !== "user.deleted" && copied !== null && version <= copied) return;
    const [state] = await findStates([event.subject]);
    if (state?.deletedAt != null) {
      await users.departAll(new Map([[state.id, new Date(state.deletedAt)]]));
    } else if (state === undefined) {
      // An account that auth does not know is not there, and nothing of it is to be kept.
      if (event.type !== "user.deleted") throw new RefusedEventError("Auth knows no such account.");
      await users.departAll(new Map([[event.subject, new Date()]]));
    } else {
      await users.applyAccountEvent(bearOut(event, state, copied));
    }
  };
}

/** The event with the state that auth gives. @throws RefusedEventError when the two cannot both be true. */
function bearOut(
  event: Event,
  { account }: AccountState & { account: AccountData },
  copied: number | null,
): Event {
  if (event.type === "user.deleted")
    throw new RefusedEventError("By auth's word the account is not deleted.");
  const { version, displayName } = event.data as AccountData;
  if (version > account.version) throw new RefusedEventError("Auth has no such version of the account.");
  // The display name that was chosen at registration is in that event alone.
  const chosenName = event.type === "user.registered" && copied === null ? displayName : null;
  return { ...event, data: { ...account, displayName: chosenName } } as Event;
}

/** Creates what makes the directory equal to states that auth gives; returns how many profiles differed. */
export function createReconciler(
  users: Pick<Users, "sync" | "departAll">,
  { findStates }: AccountQuestion,
): (states: readonly AccountState[]) => Promise<number> {
  const readAgain = async (ids: readonly string[]) => liveOf(await findStates(ids));
  return async (states) => {
    const gone = new Map(
      states.flatMap(({ id, deletedAt }) => (deletedAt === null ? [] : [[id, new Date(deletedAt)] as const])),
    );
    const departed = await users.departAll(gone);
    return departed.length + (await users.sync(liveOf(states), false, readAgain)).size;
  };
}

function liveOf(states: readonly AccountState[]): Map<string, AccountData> {
  return new Map(states.flatMap(({ id, account }) => (account === null ? [] : [[id, account] as const])));
}
