/** Checks what a person registers with. */
import { createFaults, readFields } from "../../../platform/read-fields.js";
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

/** Checks the names. @throws AppError BAD_USER_INPUT naming the fields. */
export function readNames({ username, email, displayName }: Omit<RegistrationInput, "password">): NewNames {
  return readFields<NewNames>({
    username: () => readUsername(username),
    email: () => readEmail(email),
    displayName: () => (displayName == null ? null : readDisplayName(displayName)),
  });
}

/**
 * Checks names and password: the password also when a name is wrong, then without the names as words of the person.
 * @throws AppError BAD_USER_INPUT naming the fields.
 */
export async function readRegistration(
  input: RegistrationInput,
  requireGoodPassword: PasswordPolicy,
): Promise<NewNames> {
  const faults = createFaults();
  let names: NewNames | undefined;
  try {
    names = readNames(input);
  } catch (error) {
    faults.add(error);
  }
  const personal =
    names === undefined ? [] : personalWords({ usernameKey: names.username.key, emailKey: names.email.key });
  await requireGoodPassword(input.password, "password", personal).catch(faults.add);
  faults.requireNone();
  return names!;
}
