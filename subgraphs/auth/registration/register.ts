/** Use case `register`: opens an account at once, or by a mailed link that proves the address. */
import { v7 as uuidv7 } from "uuid";
import { AppError } from "../../../platform/errors.js";
import { isUnproven } from "../accounts/proven-address.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import type { AuthParts } from "../parts.js";
import type { IssuedTokens } from "../sessions/issue-tokens.js";
import { signIn } from "../sign-in/sign-in.js";
import { type NewNames, type RegistrationInput, readNames, readRegistration } from "./read-registration.js";
import { registerAccount } from "./register-account.js";

/**
 * Opens an account and signs it in; where responses may not say what is taken, mails a link instead. Every registration
 * counts, whatever its outcome: a response may tell whether an account exists.
 * @throws AppError BAD_USER_INPUT; RATE_LIMITED; HashNotStarted; CONFLICT naming the field that is taken, or, where that
 * may not be said, CONFIRMATION_REQUIRED in any case.
 */
export async function register(
  parts: AuthParts,
  input: RegistrationInput,
  client: Client,
): Promise<IssuedTokens> {
  const { config, passwords, attempts, requireGoodPassword } = parts;
  const { registrationRevealsTaken: atOnce } = config;
  // By mail, the password is chosen and hashed later.
  if (atOnce) passwords.requireTurn();
  await attempts.count("register:address", addressOf(client));
  if (atOnce) return openAtOnce(parts, input, client);
  const wanted = await readRegistration(input, requireGoodPassword);
  await attempts.count("mail:name", wanted.email.key);
  await mailLink(parts, wanted, client);
  throw new AppError(
    "CONFIRMATION_REQUIRED",
    "There is a mail on its way to this address; the account is opened by the link in it.",
  );
}

/** Opens the account. If another account claims the address without a proof, a link to the address is mailed as well. */
async function openAtOnce(parts: AuthParts, input: RegistrationInput, client: Client): Promise<IssuedTokens> {
  try {
    const account = await registerAccount(parts, input, { actorId: null, client });
    return await signIn(parts, account, client, "registration");
  } catch (error) {
    const isTaken = error instanceof AppError && error.code === "CONFLICT" && error.details.field === "email";
    if (!isTaken) throw error;
    const wanted = readNames(input);
    const holder = await parts.models.accounts
      .findOne({ emailKey: wanted.email.key }, { emailVerifiedAt: 1 })
      .lean();
    if (holder !== null && isUnproven(holder)) await mailLink(parts, wanted, client);
    throw error;
  }
}

/**
 * Stores the registration and mails its link. Does the same whatever is taken: only the mail differs. The password is
 * not stored: only the reader of the mail is known to own the address, and chooses it.
 */
async function mailLink(
  { models, mail, config }: AuthParts,
  { username, email, displayName }: NewNames,
  client: Client,
): Promise<void> {
  const _id = uuidv7();
  await models.registrations.create({
    _id,
    username: username.display,
    email: email.display,
    displayName,
    hash: null,
    expiresAt: new Date(Date.now() + config.mail.proofSeconds * 1000),
  });
  await mail.send({ kind: "registration", accountId: _id, to: email.display, client });
}
