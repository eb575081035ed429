/** Changes what an account may do. The change and its event are one update of one document. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { notFound } from "../../../platform/errors.js";
import { createEvent, type EventType } from "../../../platform/events/event.js";
import { toAccountData } from "../accounts/account-data.js";
import type { AccountRecord } from "../accounts/account-record.js";
import type { AuthModels } from "../model.js";

type AccessEvent = Extract<EventType, "user.enabled" | "user.disabled" | "user.roles-changed">;
type AccessChange = Partial<
  Pick<
    AccountRecord,
    "roles" | "enabled" | "sessionsValidAfter" | "keptSessionId" | "passwordReset" | "emailProof"
  >
>;

/** Applies what `decide` returns; null for no change. @throws AppError NOT_FOUND, CONFLICT. */
export async function changeAccess(
  { accounts }: Pick<AuthModels, "accounts">,
  id: string,
  type: AccessEvent,
  decide: (account: AccountRecord) => AccessChange | null,
): Promise<AccountRecord> {
  const account = await changeVersioned<AccountRecord>(
    accounts,
    id,
    (current) => {
      if (current.deletedAt != null) throw notFound("user");
      const changes = decide(current);
      return changes === null ? null : { ...changes, accessChangedAt: new Date() };
    },
    (next) => createEvent("auth", type, id, toAccountData(next)),
  );
  if (account === null) throw notFound("user");
  return account;
}
