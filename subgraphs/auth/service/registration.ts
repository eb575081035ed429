/** Opens accounts for people who come by themselves: at once, or when they have shown that their address is theirs. */
import { v7 as uuidv7 } from "uuid";
import { AppError, badInput } from "../../../platform/errors.js";
import type { AuthModels } from "../model.js";
import type { Accounts } from "./accounts.js";
import type { Attempts } from "./attempts.js";
import { readEmail, readUsername } from "./identifiers.js";
import { addressOf } from "./login-limits.js";
import type { MailQueue } from "./mail/queue.js";
import { hashSecret, parseMailedToken } from "./mailed-token.js";
import { type Registration, readRegistration } from "./new-account.js";
import type { Passwords } from "./passwords.js";
import type { Client } from "./sessions.js";
import type { IssuedTokens, SignIn } from "./sign-in.js";

/** What the use cases are made of. */
export interface RegisteringParts {
  models: Pick<AuthModels, "registrations">;
  accounts: Pick<Accounts, "register" | "open">;
  passwords: Pick<Passwords, "hash">;
  signIn: Pick<SignIn, "beginRegistered">;
  mail: Pick<MailQueue, "put">;
  attempts: Attempts;
  /** May an answer say that a name or an address is taken? */
  revealsTaken: boolean;
  /** How long a mailed link works. */
  linkSeconds: number;
}

export type Registering = ReturnType<typeof createRegistering>;

/** Creates the use cases. Whatever a registration is answered with, it counts: an answer may tell who has an account. */
export function createRegistering(parts: RegisteringParts) {
  const { accounts, passwords, signIn, mail, attempts } = parts;
  const { registrations } = parts.models;
  const by = (client: Client) => ({ actorId: null, client });

  /** Does the same whatever is taken: all that differs is in the mail. */
  const askByMail = async (input: Registration, client: Client): Promise<void> => {
    const { username, email, displayName } = await readRegistration(input);
    await attempts.count("mail:name", email.key);
    const registration = {
      _id: uuidv7(),
      username: username.display,
      email: email.display,
      displayName,
      passwordHash: await passwords.hash(input.password),
      hash: null,
      expiresAt: new Date(Date.now() + parts.linkSeconds * 1000),
    };
    await registrations.create(registration);
    await mail.put({ kind: "registration", accountId: registration._id, to: email.display, client });
  };

  return {
    /**
     * Opens an account and signs it in; where answers may not say what is taken, mails a link first.
     * @throws AppError BAD_USER_INPUT; RATE_LIMITED; CONFLICT naming the field that is taken, or in its place
     * CONFIRMATION_REQUIRED in any case.
     */
    async register(input: Registration, client: Client): Promise<IssuedTokens> {
      await attempts.count("register:address", addressOf(client));
      if (parts.revealsTaken) {
        return signIn.beginRegistered(await accounts.register(input, by(client)), client);
      }
      await askByMail(input, client);
      throw new AppError(
        "CONFIRMATION_REQUIRED",
        "There is a mail on its way to this address; the account is opened by the link in it.",
      );
    },

    /**
     * Opens the account that a mailed link is about, once, and signs it in.
     * @throws AppError BAD_USER_INPUT naming `token`; CONFLICT when somebody else has the name by now; RATE_LIMITED.
     */
    async confirm(text: string, client: Client): Promise<IssuedTokens> {
      await attempts.count("token:address", addressOf(client));
      const token = parseMailedToken(text);
      const registration =
        token === null
          ? null
          : await registrations
              .findOneAndDelete({
                _id: token.accountId,
                hash: hashSecret("registration", token.secret),
                expiresAt: { $gt: new Date() },
              })
              .lean();
      if (registration === null) {
        throw badInput("token", "This link is not good, or not any more; register again.");
      }
      await attempts.forgive("token:address", addressOf(client));
      const { passwordHash, displayName } = registration;
      const account = await accounts.open(
        {
          username: readUsername(registration.username),
          email: readEmail(registration.email),
          displayName,
          passwordHash,
          roles: ["USER"],
          emailVerifiedAt: new Date(),
        },
        by(client),
      );
      return signIn.beginRegistered(account, client);
    },
  };
}
