/** Stores a new account. */
import { type AppError, conflict } from "../../../platform/errors.js";
import type { Actor } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import type { AccountRecord } from "./account-record.js";
import { createAccountRecord, type NewAccount, takenField } from "./create-account-record.js";

/** Stores the account and its event. @throws AppError CONFLICT naming the field that is taken. */
export async function openAccount(
  { models, audit, relay }: Parts<"models" | "audit" | "relay">,
  account: NewAccount,
  by: Actor,
): Promise<AccountRecord> {
  const record = createAccountRecord(account);
  try {
    const entry = { ...by, type: "user.registered", subjectId: record._id } as const;
    await audit.change(entry, () => models.accounts.create(record));
  } catch (error) {
    const field = takenField(error);
    throw field === null ? error : taken(field);
  }
  await relay.wake();
  return record;
}

/** The refusal of a username or an e-mail address that another account has. */
export function taken(field: "username" | "email"): AppError {
  return conflict(field === "email" ? "This e-mail address is taken." : "This username is taken.", field);
}
