/** Use case `confirmRegistration`: opens the account of a mailed link. */
import { AppError, badInput } from "../../../platform/errors.js";
import { type Identifier, readEmail, readUsername } from "../accounts/identifiers.js";
import { openAccount } from "../accounts/open-account.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import { releaseAddress } from "../email/release-address.js";
import { hashSecret, invalidToken, parseMailedToken } from "../mail/mailed-token.js";
import type { AuthParts } from "../parts.js";
import { personalWords } from "../passwords/personal-words.js";
import type { IssuedTokens } from "../sessions/issue-tokens.js";
import { signIn } from "../sign-in/sign-in.js";
import type { RegistrationRecord } from "./model.js";

/** What the reader of the mail chooses. */
export interface Confirmation {
  token: string;
  password?: string | null | undefined;
  /** Replaces the username of the registration. */
  username?: string | null | undefined;
}

const invalidLink = () => invalidToken("register again");

/**
 * Opens the account, once for a link, with the password that is chosen here, and signs it in. An account that claims the
 * address without a proof loses it.
 * @throws AppError BAD_USER_INPUT naming `token`, `password` or `username`; CONFLICT naming what another account has by
 * now; RATE_LIMITED. Of all refusals, only a taken address spends the link.
 */
export async function confirmRegistration(
  parts: AuthParts,
  { token, password, username }: Confirmation,
  client: Client,
): Promise<IssuedTokens> {
  const { models, passwords, attempts, requireGoodPassword } = parts;
  passwords.requireTurn();
  await attempts.count("token:address", addressOf(client));
  const valid = readToken(token);
  const registration = await models.registrations.findOne(valid).lean();
  if (registration === null) throw invalidLink();
  await attempts.forgive("token:address", addressOf(client));
  if (password == null) throw badInput("password", "Choose the password of the account.");
  const chosenName = readUsername(username ?? registration.username);
  const { key: emailKey } = readEmail(registration.email);
  await requireGoodPassword(password, "password", personalWords({ usernameKey: chosenName.key, emailKey }));
  const passwordHash = await passwords.hash(password);
  // Of many requests at once, one takes it.
  if ((await models.registrations.findOneAndDelete(valid).lean()) === null) throw invalidLink();
  try {
    return await open(parts, registration, chosenName, passwordHash, client);
  } catch (error) {
    const taken = error instanceof AppError && error.code === "CONFLICT" ? error.details.field : null;
    if (taken === "username") await models.registrations.create(registration);
    throw error;
  }
}

/** Returns the filter of the registration whose token is in force. @throws AppError BAD_USER_INPUT naming `token`. */
function readToken(text: string) {
  const token = parseMailedToken(text);
  if (token === null) throw invalidLink();
  const hash = hashSecret("registration", token.secret);
  return { _id: token.accountId, hash, expiresAt: { $gt: new Date() } };
}

async function open(
  parts: AuthParts,
  { email: address, displayName }: RegistrationRecord,
  username: Identifier,
  passwordHash: string,
  client: Client,
): Promise<IssuedTokens> {
  const email = readEmail(address);
  await releaseAddress(parts, email.key);
  const account = await openAccount(
    parts,
    { username, email, displayName, passwordHash, emailVerifiedAt: new Date(), roles: ["USER"] },
    { actorId: null, client },
  );
  return signIn(parts, account, client, "registration");
}
