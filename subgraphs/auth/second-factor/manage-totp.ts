/** Enrols, confirms, replaces and removes an account's second factor. */
import { randomUUID } from "node:crypto";
import { conflict, forbidden, notFound } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { Actor, Audit, AuditType } from "../audit/audit.js";
import { requireProvenAddress } from "../email/proven-address.js";
import type { MailQueue } from "../mail/queue.js";
import type { AccountRecord, AuthModels } from "../model.js";
import type { Client, Sessions } from "../sessions/sessions.js";
import type { Reauthentication } from "../sign-in/require-current-password.js";
import type { SignIn } from "../sign-in/sign-in.js";
import { createRecoveryCodes, hashRecoveryCode } from "./recovery-codes.js";
import type { Sealing } from "./seal-secret.js";
import { type Codes, isConfirmed } from "./take-code.js";
import { createTotpSecret, toBase32, totpUri } from "./totp.js";

/** A generator that is not confirmed yet, shown once. */
export interface TotpEnrolment {
  /** In base32. */
  secret: string;
  /** For a QR code. */
  uri: string;
}

/** What the owner of an account shows before the factor changes. */
export interface FactorEvidence {
  currentPassword: string;
  code: string;
}

/** What the use cases are made of. */
export interface SecondFactorParts {
  models: AuthModels;
  codes: Codes;
  sealing: Sealing;
  sessions: Sessions;
  mail: Pick<MailQueue, "notify">;
  audit: Audit;
  requireLive: SignIn["requireLive"];
  requireReauthentication: Reauthentication;
  /** What authenticator apps show above the account's name. */
  issuer: string;
}

export type SecondFactor = ReturnType<typeof createSecondFactor>;

/** Filter of the account as long as it is there, enabled, and nobody has ended its sessions since it was read. */
const asFound = ({ _id, sessionsValidAfter }: AccountRecord) => ({ _id, enabled: true, sessionsValidAfter });

/** Creates the use cases. Every change ends the account's other sessions (ASVS 5.0, 7.4.3) and is told to its owner (6.3.7). */
export function createSecondFactor(parts: SecondFactorParts) {
  const { models, codes, sealing, sessions, mail, audit, requireLive, requireReauthentication, issuer } =
    parts;
  const { accounts, passkeys } = models;

  const notify = (account: AccountRecord, client: Client) =>
    mail.notify({ kind: "factor-changed", account, client });

  /** Changes the factor if it is still the one that was read; ends the sessions begun so far, but for one; tells the owner. */
  const change = async (
    account: AccountRecord,
    keptSessionId: string,
    update: Record<string, unknown>,
    client: Client,
  ): Promise<void> => {
    const ends = { sessionsValidAfter: new Date(), keptSessionId };
    const { id = "", confirmedAt = null } = account.totp ?? {};
    const result = await accounts.updateOne(
      { ...asFound(account), "totp.id": id, "totp.confirmedAt": confirmedAt },
      { $set: { ...update, ...ends } },
    );
    if (result.modifiedCount !== 1) throw conflict("The second factor has just been changed elsewhere.");
    await notify(account, client);
    await sessions.endAll(account._id, keptSessionId);
  };

  /** The caller's account, when both its password and a code were right. */
  const requireEvidence = async (
    claims: Claims,
    { currentPassword, code }: FactorEvidence,
    type: AuditType,
    client: Client,
  ): Promise<AccountRecord> => {
    const { account } = await requireLive(claims);
    if (!isConfirmed(account.totp)) throw notFound("second factor");
    await requireReauthentication(account, claims, { currentPassword }, { type, client });
    await codes.require(account, code, type, client);
    return account;
  };

  const ownEntry = (type: AuditType, { _id }: AccountRecord, client: Client) =>
    ({ type, actorId: _id, subjectId: _id, client }) as const;

  return {
    /**
     * Makes a generator, which asks for nothing until it is confirmed; one that was never confirmed goes.
     * @throws AppError EMAIL_NOT_VERIFIED, INVALID_CREDENTIALS, RATE_LIMITED; CONFLICT when one is confirmed.
     */
    async enrol(claims: Claims, currentPassword: string, client: Client): Promise<TotpEnrolment> {
      const { account } = await requireLive(claims);
      requireProvenAddress(account);
      const what = { type: "factor.enrolled", client } as const;
      await requireReauthentication(account, claims, { currentPassword }, what);
      const bytes = createTotpSecret();
      const totp = {
        id: randomUUID(),
        secret: sealing.seal(bytes, account._id),
        confirmedAt: null,
        lastStep: 0,
        recoveryCodes: [],
      };
      const unconfirmed = { ...asFound(account), "totp.confirmedAt": null };
      const result = await accounts.updateOne(unconfirmed, { $set: { totp } });
      if (result.modifiedCount !== 1) throw conflict("There is a second factor; remove it first.");
      return { secret: toBase32(bytes), uri: totpUri(bytes, issuer, account.username) };
    },

    /**
     * Confirms the generator by a code of it; answers the recovery codes, which nobody sees again.
     * @throws AppError EMAIL_NOT_VERIFIED, INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND when there is nothing to
     * confirm.
     */
    async confirm(claims: Claims, code: string, client: Client): Promise<string[]> {
      const { account } = await requireLive(claims);
      requireProvenAddress(account);
      if (account.totp == null || isConfirmed(account.totp)) throw notFound("enrolment");
      await codes.require(account, code, "factor.enrolled", client);
      const recoveryCodes = createRecoveryCodes();
      await audit.change(ownEntry("factor.enrolled", account, client), () =>
        change(
          account,
          claims.sessionId,
          {
            "totp.confirmedAt": new Date(),
            "totp.recoveryCodes": recoveryCodes.map(hashRecoveryCode),
          },
          client,
        ),
      );
      return recoveryCodes;
    },

    /** Removes it. @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND when there is none. */
    async remove(claims: Claims, evidence: FactorEvidence, client: Client): Promise<AccountRecord> {
      const account = await requireEvidence(claims, evidence, "factor.removed", client);
      await audit.change(ownEntry("factor.removed", account, client), () =>
        change(account, claims.sessionId, { totp: null }, client),
      );
      return { ...account, totp: null };
    },

    /** Replaces the recovery codes, used or not. @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND. */
    async renewRecoveryCodes(claims: Claims, evidence: FactorEvidence, client: Client): Promise<string[]> {
      const account = await requireEvidence(claims, evidence, "recovery-codes.renewed", client);
      const recoveryCodes = createRecoveryCodes();
      await audit.change(ownEntry("recovery-codes.renewed", account, client), () =>
        change(
          account,
          claims.sessionId,
          { "totp.recoveryCodes": recoveryCodes.map(hashRecoveryCode) },
          client,
        ),
      );
      return recoveryCodes;
    },

    /**
     * An admin takes somebody's lost factor away, passkeys too; nothing shows it to anybody.
     * @throws AppError FORBIDDEN for one's own, which a stolen token must not remove; NOT_FOUND when there is none.
     */
    async reset(id: string, by: Actor): Promise<AccountRecord> {
      return audit.change({ ...by, type: "factor.reset", subjectId: id }, async () => {
        if (id === by.actorId) throw forbidden("Your own second factor goes by disableTotp.");
        const account = await accounts.findById(id).lean();
        if (account === null) throw notFound("user");
        const { deletedCount } = await passkeys.deleteMany({ accountId: id });
        if (account.totp == null && deletedCount === 0) throw notFound("second factor");
        const ends = { sessionsValidAfter: new Date(), keptSessionId: null };
        await accounts.updateOne({ _id: id }, { $set: { totp: null, ...ends } });
        // And one whose registration was under way and could still be finished before that update.
        await passkeys.deleteMany({ accountId: id });
        await notify(account, by.client);
        await sessions.endAll(id);
        return { ...account, totp: null };
      });
    },
  };
}
