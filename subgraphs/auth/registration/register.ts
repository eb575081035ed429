/** Opens accounts for people who come by themselves: at once, or by a link that proves their address. */
import { v7 as uuidv7 } from "uuid";
import { AppError, badInput } from "../../../platform/errors.js";
import type { Accounts } from "../accounts/accounts.js";
import { type Identifier, readEmail, readUsername } from "../accounts/identifiers.js";
import { type Registration, readNames, readRegistration } from "../accounts/new-account.js";
import type { Attempts } from "../attempts/attempts.js";
import { hashSecret, parseMailedToken } from "../email/mailed-token.js";
import { type AddressRelease, isUnproven } from "../email/proven-address.js";
import type { MailQueue } from "../mail/queue.js";
import type { AuthModels } from "../model.js";
import type { PasswordPolicy } from "../passwords/password-policy.js";
import type { Passwords } from "../passwords/passwords.js";
import type { Client } from "../sessions/sessions.js";
import { addressOf } from "../sign-in/login-limits.js";
import type { IssuedTokens, SignIn } from "../sign-in/sign-in.js";
import type { RegistrationRecord } from "./model.js";

/** What the use cases stand on. */
export interface RegisteringParts {
  models: Pick<AuthModels, "accounts" | "registrations">;
  accounts: Pick<Accounts, "register" | "open">;
  passwords: Pick<Passwords, "hash" | "requireTurn">;
  requireGoodPassword: PasswordPolicy;
  signIn: Pick<SignIn, "beginRegistered">;
  mail: Pick<MailQueue, "send">;
  releaseAddress: AddressRelease;
  attempts: Attempts;
  /** May an answer say that a name or an address is taken? */
  revealsTaken: boolean;
  /** How long a mailed link works. */
  linkSeconds: number;
}

/** What the person who opens a mailed link chooses. */
export interface Confirmation {
  token: string;
  password?: string | null | undefined;
  /** In place of the one that was asked for. */
  username?: string | null | undefined;
}

export type Registering = ReturnType<typeof createRegistering>;

/** Creates the use cases. Every registration counts, whatever its outcome: an answer may tell who has an account. */
export function createRegistering(parts: RegisteringParts) {
  const { passwords, requireGoodPassword, signIn, mail, attempts, releaseAddress } = parts;
  const { accounts, registrations } = parts.models;
  const by = (client: Client) => ({ actorId: null, client });

  /**
   * Mails a link to the address. Does the same whatever is taken: all that differs is in the mail. Of what was sent
   * with it the password is not kept: only the reader of the mail is known to own the address.
   */
  const askByMail = async (
    { username, email, displayName }: ReturnType<typeof readNames>,
    client: Client,
  ): Promise<void> => {
    const registration: RegistrationRecord = {
      _id: uuidv7(),
      username: username.display,
      email: email.display,
      displayName,
      hash: null,
      expiresAt: new Date(Date.now() + parts.linkSeconds * 1000),
    };
    await registrations.create(registration);
    await mail.send({ kind: "registration", accountId: registration._id, to: email.display, client });
  };

  /** Opens the account at once. An address that is taken by an account that has not proven it is worth a mail. */
  const openAtOnce = async (input: Registration, client: Client): Promise<IssuedTokens> => {
    try {
      return await signIn.beginRegistered(await parts.accounts.register(input, by(client)), client);
    } catch (error) {
      if (!(error instanceof AppError && error.details.field === "email" && error.code === "CONFLICT"))
        throw error;
      const wanted = readNames(input);
      const holder = await accounts.findOne({ emailKey: wanted.email.key }, { emailVerifiedAt: 1 }).lean();
      if (holder !== null && isUnproven(holder)) await askByMail(wanted, client);
      throw error;
    }
  };

  const open = async (
    { email, displayName }: RegistrationRecord,
    username: Identifier,
    passwordHash: string,
    client: Client,
  ): Promise<IssuedTokens> => {
    const address = readEmail(email);
    await releaseAddress(address.key);
    const proof = { emailVerifiedAt: new Date(), roles: ["USER" as const] };
    const account = await parts.accounts.open(
      { username, email: address, displayName, passwordHash, ...proof },
      by(client),
    );
    return signIn.beginRegistered(account, client);
  };

  return {
    /**
     * Opens an account and signs it in; where answers may not say what is taken, mails a link first.
     * @throws AppError BAD_USER_INPUT; RATE_LIMITED; HashNotStarted; CONFLICT naming the field that is taken, or in
     * its place CONFIRMATION_REQUIRED in any case.
     */
    async register(input: Registration, client: Client): Promise<IssuedTokens> {
      // By mail, the password is chosen and hashed later.
      if (parts.revealsTaken) passwords.requireTurn();
      await attempts.count("register:address", addressOf(client));
      if (parts.revealsTaken) return openAtOnce(input, client);
      const wanted = await readRegistration(input, requireGoodPassword);
      await attempts.count("mail:name", wanted.email.key);
      await askByMail(wanted, client);
      throw new AppError(
        "CONFIRMATION_REQUIRED",
        "There is a mail on its way to this address; the account is opened by the link in it.",
      );
    },

    /**
     * Opens the account that a mailed link is about, once, with the password that is chosen here, and signs it in. An
     * account that has not proven the address loses it.
     * @throws AppError BAD_USER_INPUT naming `token`, `password` or `username`; CONFLICT naming what another account
     * has by now; RATE_LIMITED. Of what is refused, only a taken address spends the link.
     */
    async confirm({ token: text, password, username }: Confirmation, client: Client): Promise<IssuedTokens> {
      passwords.requireTurn();
      await attempts.count("token:address", addressOf(client));
      const token = parseMailedToken(text);
      if (token === null) throw invalidToken();
      const good = {
        _id: token.accountId,
        hash: hashSecret("registration", token.secret),
        expiresAt: { $gt: new Date() },
      };
      const registration = await registrations.findOne(good).lean();
      if (registration === null) throw invalidToken();
      await attempts.forgive("token:address", addressOf(client));
      if (password == null) throw badInput("password", "Choose the password of the account.");
      const chosenName = readUsername(username ?? registration.username);
      const personal = [chosenName.key, ...readEmail(registration.email).key.split("@")];
      await requireGoodPassword(password, "password", personal);
      const passwordHash = await passwords.hash(password);
      // Of many at once, one takes it.
      if ((await registrations.findOneAndDelete(good).lean()) === null) throw invalidToken();
      try {
        return await open(registration, chosenName, passwordHash, client);
      } catch (error) {
        const taken = error instanceof AppError && error.code === "CONFLICT" ? error.details.field : null;
        if (taken === "username") await registrations.create(registration);
        throw error;
      }
    },
  };
}

function invalidToken(): AppError {
  return badInput("token", "This link is not good, or not any more; register again.");
}
