/** A way back for those who have forgotten their password: a link by mail, good for one new password. */
import { type AppError, badInput } from "../../../platform/errors.js";
import { identifierKey } from "../accounts/identifiers.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import { hashSecret, isInForce, parseMailedToken } from "../email/mailed-token.js";
import { endsOfAllBefore, isUnproven } from "../email/proven-address.js";
import type { MailQueue } from "../mail/queue.js";
import type { AccountRecord, AuthModels } from "../model.js";
import type { Client, Sessions } from "../sessions/sessions.js";
import { addressOf } from "../sign-in/login-limits.js";
import type { PasswordPolicy } from "./password-policy.js";
import type { Passwords } from "./passwords.js";

/** What the use cases stand on. */
export interface RecoveryParts {
  models: Pick<AuthModels, "accounts" | "passkeys">;
  mail: Pick<MailQueue, "send" | "notify">;
  passwords: Passwords;
  requireGoodPassword: PasswordPolicy;
  sessions: Pick<Sessions, "endAll">;
  attempts: Attempts;
  audit: Audit;
}

/** Longest username or e-mail address that is looked for. */
const longestIdentifier = 320;

export type Recovery = ReturnType<typeof createRecovery>;

/** Creates the use cases (OWASP, Forgot Password; NIST SP 800-63B-4, 4.2). */
export function createRecovery(parts: RecoveryParts) {
  const { mail, passwords, requireGoodPassword, sessions, attempts, audit } = parts;
  const { accounts, passkeys } = parts.models;

  /** Takes away the factors that were set up while the address was only claimed; each is on record. */
  const removeFactors = async ({ _id, totp }: AccountRecord, client: Client): Promise<void> => {
    const about = { actorId: null, subjectId: _id, client, reason: "address first proven" } as const;
    // The account has been changed before: a registration that is under way takes its passkey back.
    const { deletedCount } = await passkeys.deleteMany({ accountId: _id });
    if (totp != null) await audit.record({ ...about, type: "factor.removed", outcome: "success" });
    if (deletedCount > 0) await audit.record({ ...about, type: "passkey.removed", outcome: "success" });
  };

  return {
    /**
     * Leaves a mail for the owner of the account. Does the same whether there is such an account or not.
     * @throws AppError RATE_LIMITED, by the name as it is given and by the address of the client.
     */
    async requestReset(identifier: string, client: Client): Promise<void> {
      await attempts.count("mail:name", identifierKey(identifier.slice(0, longestIdentifier)).key);
      await mail.send({ kind: "password-reset", identifier: identifier.slice(0, longestIdentifier), client });
    },

    /**
     * Sets a new password, once for a token, and ends every session; returns how many were ended. Signs nobody
     * in, asks for no second factor, and leaves the counters of failed sign-ins as they are. It takes a second factor
     * away only if it is the first proof of the address: what was set up before may be a stranger's.
     * @throws AppError BAD_USER_INPUT naming `token` or `newPassword`; the latter leaves the token good; RATE_LIMITED.
     */
    async resetPassword(text: string, newPassword: string, client: Client): Promise<number> {
      passwords.requireTurn();
      await attempts.count("token:address", addressOf(client));
      const token = parseMailedToken(text);
      const account = token === null ? null : await accounts.findById(token.accountId).lean();
      const entry = { type: "password.reset", client, subjectId: account?._id ?? null } as const;
      if (
        token === null ||
        account?.enabled !== true ||
        !isInForce("password-reset", token, account.passwordReset)
      ) {
        await audit.record({ ...entry, outcome: "failure", reason: "invalid token" });
        throw invalidToken();
      }
      const personal = [account.usernameKey, ...account.emailKey.split("@")];
      await requireGoodPassword(newPassword, "newPassword", personal);
      const passwordHash = await passwords.hash(newPassword);
      const hash = hashSecret("password-reset", token.secret);
      return audit.change(entry, async () => {
        const now = new Date();
        const first = isUnproven(account);
        // Of many at once, one finds the token: the update that sets the password is the one that spends it.
        const spent = await accounts.updateOne(
          {
            _id: account._id,
            enabled: true,
            emailKey: account.emailKey,
            emailVerifiedAt: account.emailVerifiedAt ?? null,
            "passwordReset.hash": hash,
            "passwordReset.expiresAt": { $gt: now },
          },
          {
            $set: {
              passwordHash,
              ...endsOfAllBefore(now, null),
              // The holder of the link has read what was sent to this address.
              ...(first && { emailVerifiedAt: now, totp: null }),
            },
          },
        );
        if (spent.modifiedCount === 0) throw invalidToken();
        await attempts.forgive("token:address", addressOf(client));
        const proven = { ...account, emailVerifiedAt: account.emailVerifiedAt ?? now };
        if (first) {
          await removeFactors(account, client);
          await mail.notify({ kind: "email-verified", account: proven, client });
        }
        await mail.notify({ kind: "password-changed", account: proven, client });
        return sessions.endAll(account._id);
      });
    },
  };
}

function invalidToken(): AppError {
  return badInput("token", "This link is not good, or not any more; ask for a new one.");
}
