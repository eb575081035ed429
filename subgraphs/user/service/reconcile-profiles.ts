/** Makes the directory equal to states of accounts that auth lists. */

import type { AccountQuestions, AccountState } from "../../../platform/accounts/account-questions.js";
import type { AccountData } from "../../../platform/events/event.js";
import { eraseProfiles } from "./erase-profile.js";
import type { StoreParts } from "./parts.js";
import { syncAccounts } from "./sync-accounts.js";

/** Corrects the profiles of these accounts; returns how many differed. */
export async function reconcileProfiles(
  parts: StoreParts,
  { findStates }: Pick<AccountQuestions, "findStates">,
  states: readonly AccountState[],
): Promise<number> {
  const deletions = new Map(
    states.flatMap(({ id, deletedAt }) => (deletedAt === null ? [] : [[id, new Date(deletedAt)] as const])),
  );
  const erased = await eraseProfiles(parts, deletions);
  const readAgain = async (ids: readonly string[]) => liveAmong(await findStates(ids));
  return erased.length + (await syncAccounts(parts, liveAmong(states), false, readAgain)).size;
}

function liveAmong(states: readonly AccountState[]): Map<string, AccountData> {
  return new Map(states.flatMap(({ id, account }) => (account === null ? [] : [[id, account] as const])));
}
