/** The ways to tokens and out again: login, refresh, change of password, logout, introspection. */
import {
  AppError,
  badInput,
  conflict,
  forbidden,
  notFound,
  unauthenticated,
} from "../../../platform/errors.js";
import { type Claims, isAdmin } from "../../../platform/identity/claims.js";
import type { TokenVerifier } from "../../../platform/identity/token-verifier.js";
import type { Accounts, PublicAccount } from "../accounts/accounts.js";
import { toPublicAccount } from "../accounts/accounts.js";
import type { Audit, AuditType } from "../audit/audit.js";
import type { MailQueue } from "../mail/queue.js";
import type { AccountRecord } from "../model.js";
import { HashNotStarted } from "../passwords/hash-queue.js";
import type { PasswordPolicy } from "../passwords/password-policy.js";
import { longestPassword, type Passwords } from "../passwords/passwords.js";
import type { Challenges } from "../second-factor/challenges.js";
import { type CodeKind, type Codes, isConfirmed } from "../second-factor/take-code.js";
import type { AccessTokenSigner } from "../sessions/access-token.js";
import type { Rotation } from "../sessions/refresh-session.js";
import type { Client, HeldSession, Sessions, SessionView } from "../sessions/sessions.js";
import type { Decoys } from "./decoys.js";
import type { createLoginLimits } from "./login-limits.js";
import type { Reauthentication } from "./require-current-password.js";
import type { RecentEvidence, RecentSignIn } from "./require-recent-sign-in.js";

/** A pair of tokens and whom they are for. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
  /** When the refresh token is worth nothing any more, if it is not used before. */
  sessionExpiresAt: Date;
  claims: Claims;
  user: PublicAccount;
}

/** What RFC 7662 tells of a token. */
export type Introspection = { active: false } | { active: true; claims: Claims };

/** What somebody calls that only admins may. */
export interface AdminCall {
  /** e.g. `Mutation.disableUser`. */
  call: string;
  /** The account that it is about, if it is about one. */
  subjectId: string | null;
  client: Client;
}

/** By what somebody signs in, and what an access token says of it (RFC 8176). */
const methodsOf = {
  registration: ["pwd"],
  password: ["pwd"],
  "password and totp": ["pwd", "otp", "mfa"],
  "password and recovery code": ["pwd", "mfa"],
  passkey: ["hwk", "user", "mfa"],
  "synced passkey": ["swk", "user", "mfa"],
} as const satisfies Record<`password and ${CodeKind}`, readonly string[]> &
  Record<string, readonly string[]>;
type Means = keyof typeof methodsOf;

/** What the use cases are made of. */
export interface SignInParts {
  accounts: Accounts;
  decoys: Pick<Decoys, "draw">;
  sessions: Sessions;
  rotation: Rotation;
  passwords: Passwords;
  requireGoodPassword: PasswordPolicy;
  audit: Audit;
  loginLimits: ReturnType<typeof createLoginLimits>;
  requireReauthentication: Reauthentication;
  requireRecentSignIn: RecentSignIn;
  challenges: Challenges;
  codes: Codes;
  mail: Pick<MailQueue, "notify">;
  sign: AccessTokenSigner;
  verifyToken: TokenVerifier;
}

export type SignIn = ReturnType<typeof createSignIn>;

/** Longest name that is looked at, in UTF-16 units: an e-mail address has at most 254. */
const longestIdentifier = 320;

/** Creates the use cases. */
export function createSignIn(parts: SignInParts) {
  const { accounts, sessions, rotation, passwords, loginLimits, audit, sign, verifyToken } = parts;
  const {
    requireGoodPassword,
    requireReauthentication,
    requireRecentSignIn,
    challenges,
    codes,
    mail,
    decoys,
  } = parts;

  const issue = (account: AccountRecord, { session, refreshToken }: HeldSession): IssuedTokens => {
    const { accessToken, claims } = sign(account, session);
    const expiresInSeconds = claims.expiresAt - claims.issuedAt;
    return {
      accessToken,
      refreshToken,
      expiresInSeconds,
      sessionExpiresAt: session.expiresAt,
      claims,
      user: toPublicAccount(account),
    };
  };

  const begin = (account: AccountRecord, client: Client, means: Means): Promise<IssuedTokens> => {
    const { _id } = account;
    const entry = { type: "sign-in", actorId: _id, subjectId: _id, client, reason: means } as const;
    return audit.change(entry, async () => {
      const held = await sessions.begin(account, client, methodsOf[means]);
      return issue(held.account, held);
    });
  };

  /** Does a change of the caller's own. */
  const changeOwn = <Result>(
    type: AuditType,
    { subject }: Claims,
    client: Client,
    work: () => Promise<Result>,
  ): Promise<Result> => audit.change({ type, actorId: subject, subjectId: subject, client }, work);

  /** The caller as the store has it now: the token may be older than the end of its session. */
  const requireLive = async (claims: Claims) => {
    const live = await sessions.findLive(claims.sessionId);
    if (live === null || live.account._id !== claims.subject) {
      throw unauthenticated("This session has ended; sign in again.");
    }
    return live;
  };

  /** Answers a right password of an account that has a second factor. */
  const askForFactor = async (account: AccountRecord, client: Client): Promise<AppError> => {
    const { _id } = account;
    await audit.record({ type: "factor.asked", outcome: "success", actorId: _id, subjectId: _id, client });
    return new AppError("MFA_REQUIRED", "Show a code of your second factor.", {
      challenge: await challenges.begin("code", account),
      factors: ["TOTP", "RECOVERY_CODE"],
    });
  };

  /** Hashes the password as new ones are, unless it is changed meanwhile. When too many wait, the next time. */
  const renewHash = async (account: AccountRecord, password: string): Promise<void> => {
    try {
      await accounts.replacePasswordHash(account, await passwords.hash(password));
    } catch (error) {
      if (!(error instanceof HashNotStarted)) throw error;
    }
  };

  return {
    requireLive,

    /** Begins a session for whoever has shown by these means to be the account's owner. */
    begin,

    /** An admin as the store has it now. @throws AppError FORBIDDEN, on record, for anybody else. */
    async requireLiveAdmin(claims: Claims, { call, subjectId, client }: AdminCall): Promise<void> {
      const { account } = await requireLive(claims);
      if (account.roles.includes("ADMIN")) return;
      const entry = { type: "admin.denied", actorId: account._id, subjectId, client, reason: call } as const;
      await audit.record({ ...entry, outcome: "denied" });
      throw forbidden("Only an admin may do this.");
    },

    /** Signs in an account that has just been opened. */
    beginRegistered: (account: AccountRecord, client: Client): Promise<IssuedTokens> =>
      begin(account, client, "registration"),

    /**
     * @throws AppError INVALID_CREDENTIALS, whatever was wrong, and after the same time; RATE_LIMITED for any
     * name that was tried too often; HashNotStarted.
     */
    async login(identifier: string, password: string, client: Client): Promise<IssuedTokens> {
      passwords.requireTurn();
      const name = identifier.slice(0, longestIdentifier);
      // Both are asked for whatever there is: what is found must not show in the time.
      const [account, decoy] = await Promise.all([accounts.findByIdentifier(name), decoys.draw(name)]);
      const attempt = await loginLimits.count(name, account, client);
      const { correct, outdated, incomparable } = await passwords
        .verify(password.slice(0, longestPassword), account?.passwordHash ?? null, decoy)
        .catch(async (error: unknown) => {
          if (error instanceof HashNotStarted) await attempt.withdraw();
          throw error;
        });
      if (account === null || !correct || !account.enabled || password.length > longestPassword) {
        const mismatch = incomparable ? "the stored hash cannot be compared" : "wrong password";
        const reason = account === null ? "unknown account" : correct ? "disabled account" : mismatch;
        const subjectId = account?._id ?? null;
        await audit.record({ type: "sign-in", outcome: "failure", subjectId, client, reason });
        // Noted when a wait begins and not at each try during it: that would be a way to fill the trail.
        if (attempt.beginsWait) {
          await audit.record({ type: "sign-in.limited", outcome: "denied", subjectId, client });
        }
        throw new AppError(
          "INVALID_CREDENTIALS",
          "The name or the password is wrong, or the account is disabled.",
        );
      }
      await attempt.succeed();
      if (outdated) await renewHash(account, password);
      if (isConfirmed(account.totp)) throw await askForFactor(account, client);
      return begin(account, client, "password");
    },

    /**
     * Completes a sign-in by a code. A challenge that a wrong code came with stays good: the codes are counted.
     * @throws AppError INVALID_CREDENTIALS naming `challenge` or `code`; RATE_LIMITED.
     */
    async loginWithCode(challenge: string, code: string, client: Client): Promise<IssuedTokens> {
      const refuse = () =>
        new AppError("INVALID_CREDENTIALS", "Sign in with the password again.", { field: "challenge" });
      const account = await challenges.findAccount(challenge);
      if (account === null || !isConfirmed(account.totp)) throw refuse();
      const kind = await codes.require(account, code, "sign-in", client);
      if ((await challenges.take("code", challenge)) === null) throw refuse();
      return begin(account, client, `password and ${kind}`);
    },

    /** Trades a refresh token for a new pair, with the roles that the account has now. */
    async refresh(refreshToken: string, client: Client): Promise<IssuedTokens> {
      const held = await rotation.continue(refreshToken, client);
      return issue(held.account, held);
    },

    /**
     * Sets a new password, ends every other session, and tells the owner by mail.
     * @throws AppError INVALID_CREDENTIALS, BAD_USER_INPUT, RATE_LIMITED.
     */
    async changePassword(
      claims: Claims,
      currentPassword: string,
      newPassword: string,
      client: Client,
    ): Promise<IssuedTokens> {
      const { account } = await requireLive(claims);
      const { _id } = account;
      const entry = { type: "password.changed", actorId: _id, subjectId: _id, client } as const;
      await requireReauthentication(account, claims, { currentPassword }, { type: entry.type, client });
      await requireGoodPassword(newPassword, "newPassword", [
        account.usernameKey,
        ...account.emailKey.split("@"),
      ]);
      if (newPassword.normalize("NFC") === currentPassword.normalize("NFC")) {
        throw badInput("newPassword", "The new password is the old one.");
      }
      const passwordHash = await passwords.hash(newPassword);
      return audit.change(entry, async () => {
        const replaced = await accounts.replacePasswordHash(account, passwordHash, {
          keptSessionId: claims.sessionId,
        });
        if (!replaced) throw conflict("The password has just been changed elsewhere.");
        await mail.notify({ kind: "password-changed", account, client });
        await sessions.endAll(account._id, claims.sessionId);
        const held = await rotation.renew(claims.sessionId);
        return issue(await accounts.find(_id), held);
      });
    },

    /** Ends the caller's session; answers how many were ended. */
    logout: (claims: Claims, client: Client): Promise<number> =>
      changeOwn("sign-out", claims, client, () => sessions.endOne(claims.sessionId, claims.subject)),

    /** Ends all of the caller's sessions. @throws AppError as `createRecentSignIn` says. */
    async logoutAll(claims: Claims, evidence: RecentEvidence, client: Client): Promise<number> {
      await requireRecentSignIn(await requireLive(claims), claims, evidence, { type: "sign-out", client });
      return changeOwn("sign-out", claims, client, async () => {
        await accounts.invalidateSessions(claims.subject, null);
        return sessions.endAll(claims.subject);
      });
    },

    /**
     * Ends one of the caller's sessions, or another user's for an admin. To end another session of one's own, the
     * sign-in must be recent. @throws AppError NOT_FOUND; and as `createRecentSignIn` says.
     */
    async revokeSession(
      claims: Claims,
      id: string,
      evidence: RecentEvidence,
      client: Client,
    ): Promise<number> {
      const live = await requireLive(claims);
      const { account } = live;
      const anybodys = isAdmin(claims) && account.roles.includes("ADMIN");
      const subjectId = await sessions.ownerOf(id);
      if (subjectId === null || !(anybodys || subjectId === account._id)) throw notFound("session");
      if (subjectId === account._id && id !== claims.sessionId) {
        await requireRecentSignIn(live, claims, evidence, { type: "session.revoked", client });
      }
      const entry = { type: "session.revoked", actorId: account._id, subjectId, client } as const;
      return audit.change(entry, () => sessions.endOne(id, subjectId));
    },

    /** The caller's live sessions. */
    async listSessions(claims: Claims): Promise<SessionView[]> {
      const { account } = await requireLive(claims);
      return sessions.list(account, claims.sessionId);
    },

    /** Is this access token good right now, by its signature and by the store? */
    async introspect(token: string): Promise<Introspection> {
      try {
        const claims = await verifyToken(token);
        await requireLive(claims);
        return { active: true, claims };
      } catch (error) {
        if (error instanceof AppError && error.code !== "SERVICE_UNAVAILABLE") return { active: false };
        throw error;
      }
    },
  };
}
