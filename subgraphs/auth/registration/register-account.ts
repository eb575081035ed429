/** Opens an account with a password: for `register`, and for `npm run create-admin` and `npm run seed`. */
import type { Role } from "../../../platform/roles.js";
import type { AccountRecord } from "../accounts/account-record.js";
import { openAccount, taken } from "../accounts/open-account.js";
import type { Actor } from "../audit/actor.js";
import type { Parts } from "../parts.js";
import { type RegistrationInput, readRegistration } from "./read-registration.js";

/**
 * Checks the input and opens the account.
 * @throws AppError BAD_USER_INPUT naming the field; CONFLICT naming the field that is taken.
 */
export async function registerAccount(
  parts: Parts<"models" | "audit" | "relay" | "passwords" | "requireGoodPassword">,
  input: RegistrationInput,
  by: Actor,
  roles: Role[] = ["USER"],
): Promise<AccountRecord> {
  const { models, passwords, requireGoodPassword } = parts;
  const { username, email, displayName } = await readRegistration(input, requireGoodPassword);
  // Checked before the hash, which takes long; the unique indexes decide.
  if (await models.accounts.exists({ usernameKey: username.key })) throw taken("username");
  if (await models.accounts.exists({ emailKey: email.key })) throw taken("email");
  const passwordHash = await passwords.hash(input.password);
  return openAccount(parts, { username, email, displayName, passwordHash, roles }, by);
}
