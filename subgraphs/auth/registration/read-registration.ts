/** Checks what a person registers with. */
import { readDisplayName } from "../../../platform/validation.js";
import { type Identifier, readEmail, readUsername } from "../accounts/identifiers.js";
import type { PasswordPolicy } from "../passwords/password-policy.js";
import { personalWords } from "../passwords/personal-words.js";

/** The input of a registration. */
export interface RegistrationInput {
  username: string;
  email: string;
  password: string;
  displayName?: string | null | undefined;
}

/** The names of a new account, checked. */
export interface NewNames {
  username: Identifier;
  email: Identifier;
  displayName: string | null;
}

/** Checks the names. @throws AppError BAD_USER_INPUT naming the field. */
export function readNames(input: Omit<RegistrationInput, "password">): NewNames {
  const username = readUsername(input.username);
  const email = readEmail(input.email);
  const displayName = input.displayName == null ? null : readDisplayName(input.displayName);
  return { username, email, displayName };
}

/** Checks names and password. @throws AppError BAD_USER_INPUT naming the field. */
export async function readRegistration(
  input: RegistrationInput,
  requireGoodPassword: PasswordPolicy,
): Promise<NewNames> {
  const names = readNames(input);
  const { username, email } = names;
  const personal = personalWords({ usernameKey: username.key, emailKey: email.key });
  await requireGoodPassword(input.password, "password", personal);
  return names;
}
