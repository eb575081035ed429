/** A way back for those who have forgotten their password: a link by mail, good for one new password. */
import { type AppError, badInput } from "../../../platform/errors.js";
import type { AuthModels } from "../model.js";
import type { Attempts } from "./attempts.js";
import type { Audit } from "./audit.js";
import { identifierKey } from "./identifiers.js";
import { addressOf } from "./login-limits.js";
import type { MailQueue } from "./mail/queue.js";
import { hashSecret, isInForce, parseMailedToken } from "./mailed-token.js";
import { requireGoodPassword } from "./password-policy.js";
import type { Passwords } from "./passwords.js";
import type { Client, Sessions } from "./sessions.js";

/** What the use cases are made of. */
export interface RecoveryParts {
  models: Pick<AuthModels, "accounts">;
  mail: Pick<MailQueue, "put">;
  passwords: Passwords;
  sessions: Pick<Sessions, "endAll">;
  attempts: Attempts;
  audit: Audit;
}

/** Longest username or e-mail address that is looked for. */
const longestIdentifier = 320;

export type Recovery = ReturnType<typeof createRecovery>;

/** Creates the use cases (OWASP, Forgot Password; NIST SP 800-63B-4, 4.2). */
export function createRecovery(parts: RecoveryParts) {
  const { mail, passwords, sessions, attempts, audit } = parts;
  const { accounts } = parts.models;
  return {
    /**
     * Leaves a mail to be sent to whom it may concern. Does the same whether there is such an account or not.
     * @throws AppError RATE_LIMITED, by the name as it is given and by the address.
     */
    async requestReset(identifier: string, client: Client): Promise<void> {
      await attempts.count("mail:address", addressOf(client));
      await attempts.count("mail:name", identifierKey(identifier.slice(0, longestIdentifier)).key);
      await mail.put({ kind: "password-reset", identifier: identifier.slice(0, longestIdentifier), client });
    },

    /**
     * Sets a new password, once for a token, and ends every session; answers how many were ended. Signs nobody
     * in, asks for no second factor and takes none away, and leaves the counters of failed sign-ins as they are.
     * @throws AppError BAD_USER_INPUT naming `token` or `newPassword`; the latter leaves the token good; RATE_LIMITED.
     */
    async resetPassword(text: string, newPassword: string, client: Client): Promise<number> {
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
        // Of many at once, one finds the token: the update that sets the password is the one that spends it.
        const spent = await accounts.updateOne(
          {
            _id: account._id,
            enabled: true,
            emailKey: account.emailKey,
            "passwordReset.hash": hash,
            "passwordReset.expiresAt": { $gt: now },
          },
          {
            $set: {
              passwordHash,
              sessionsValidAfter: now,
              keptSessionId: null,
              passwordReset: null,
              emailProof: null,
              // Whoever has the link has read what was sent there.
              emailVerifiedAt: account.emailVerifiedAt ?? now,
            },
          },
        );
        if (spent.modifiedCount === 0) throw invalidToken();
        const { _id: accountId, email, username } = account;
        await attempts.forgive("token:address", addressOf(client));
        await mail.put({ kind: "password-changed", accountId, to: email, username });
        return sessions.endAll(accountId);
      });
    },
  };
}

function invalidToken(): AppError {
  return badInput("token", "This link is not good, or not any more; ask for a new one.");
}
