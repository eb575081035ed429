/** Adds, lists and removes an account's passkeys. */
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { duplicateFields } from "../../../platform/database/connection.js";
import { badInput, conflict, notFound, unauthenticated } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { readLine } from "../../../platform/validation.js";
import type { Accounts } from "../accounts/accounts.js";
import type { Audit, AuditType } from "../audit/audit.js";
import { requireProvenAddress } from "../email/proven-address.js";
import type { MailQueue } from "../mail/queue.js";
import type { AccountRecord, AuthModels } from "../model.js";
import { type Challenges, isForAccount } from "../second-factor/challenges.js";
import type { Client, Sessions } from "../sessions/sessions.js";
import type { OwnerCheck, OwnerEvidence } from "../sign-in/require-owner.js";
import type { SignIn } from "../sign-in/sign-in.js";
import { type Ceremonies, readResponse } from "./ceremonies.js";
import type { PasskeyRecord } from "./model.js";

/** A passkey as its owner sees it. */
export type Passkey = Pick<PasskeyRecord, "name" | "synced" | "createdAt" | "lastUsedAt"> & { id: string };

/** What the use cases are made of. */
export interface PasskeyParts {
  models: AuthModels;
  accounts: Pick<Accounts, "invalidateSessions">;
  ceremonies: Ceremonies;
  challenges: Challenges;
  sessions: Sessions;
  mail: Pick<MailQueue, "notify">;
  audit: Audit;
  requireLive: SignIn["requireLive"];
  requireOwner: OwnerCheck;
}

export type Passkeys = ReturnType<typeof createPasskeys>;

const mostPasskeys = 10;
const defaultName = "Passkey";

/** Creates the use cases. A change ends the account's other sessions and is told to its owner, as with every factor. */
export function createPasskeys(parts: PasskeyParts) {
  const { models, accounts, ceremonies, challenges, sessions, mail, audit } = parts;
  const { requireLive, requireOwner } = parts;
  const { passkeys } = models;

  const listOf = (accountId: string) =>
    passkeys.find({ accountId }).sort({ createdAt: 1, _id: 1 }).limit(mostPasskeys).lean();

  const change = <Result>(
    type: AuditType,
    account: AccountRecord,
    { sessionId }: Claims,
    client: Client,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const { _id } = account;
    return audit.change({ type, actorId: _id, subjectId: _id, client }, async () => {
      const result = await work();
      await mail.notify({ kind: "factor-changed", account, client });
      await accounts.invalidateSessions(_id, sessionId);
      await sessions.endAll(_id, sessionId);
      return result;
    });
  };

  /** What takes passkeys away changes the account first: then what was written meanwhile goes again. */
  const add = async (
    record: PasskeyRecord,
    { _id, sessionsValidAfter }: AccountRecord,
    { sessionId: keptSessionId }: Claims,
  ): Promise<void> => {
    await passkeys.create(record);
    const { matchedCount } = await models.accounts.updateOne(
      { _id, enabled: true, sessionsValidAfter },
      { $set: { sessionsValidAfter: new Date(), keptSessionId } },
    );
    if (matchedCount === 1) return;
    await passkeys.deleteOne({ _id: record._id, accountId: _id });
    throw unauthenticated("The account has just been changed elsewhere; begin again.");
  };

  return {
    /** The caller's, oldest first. */
    async list(claims: Claims): Promise<Passkey[]> {
      const { account } = await requireLive(claims);
      return (await listOf(account._id)).map(toPasskey);
    },

    /**
     * Options that a page asks the browser with.
     * @throws AppError EMAIL_NOT_VERIFIED, INVALID_CREDENTIALS, RATE_LIMITED, CONFLICT.
     */
    async beginRegistration(claims: Claims, evidence: OwnerEvidence, client: Client): Promise<string> {
      const { account } = await requireLive(claims);
      requireProvenAddress(account);
      await requireOwner(account, claims, evidence, { type: "passkey.added", client });
      const known = await listOf(account._id);
      if (known.length >= mostPasskeys) throw conflict(`An account has at most ${mostPasskeys} passkeys.`);
      const challenge = await challenges.begin("passkey-registration", account);
      return ceremonies.registrationOptions(challenge, { id: account._id, name: account.username }, known);
    },

    /** Adds what the browser has answered. @throws AppError EMAIL_NOT_VERIFIED; BAD_USER_INPUT naming `response`; CONFLICT. */
    async finishRegistration(
      claims: Claims,
      text: string,
      name: string | null | undefined,
      client: Client,
    ): Promise<Passkey> {
      const { account } = await requireLive(claims);
      requireProvenAddress(account);
      const shownName = readLine("name", name ?? defaultName, { min: 1, max: 100 });
      const claim = readResponse<RegistrationResponseJSON>(text);
      const challenge =
        claim === null ? null : await challenges.take("passkey-registration", claim.challenge);
      const good = challenge !== null && isForAccount(challenge, account);
      const passkey = claim !== null && good ? await ceremonies.verifyRegistration(claim) : null;
      if (passkey === null) throw badInput("response", "This does not answer the registration; begin again.");
      const record: PasskeyRecord = {
        ...passkey,
        accountId: account._id,
        name: shownName,
        createdAt: new Date(),
        lastUsedAt: null,
      };
      await change("passkey.added", account, claims, client, () => add(record, account, claims)).catch(
        (error: unknown) => {
          if (duplicateFields(error) !== null) throw conflict("This passkey is registered already.");
          throw error;
        },
      );
      return toPasskey(record);
    },

    /** Removes one. @throws AppError INVALID_CREDENTIALS, RATE_LIMITED; NOT_FOUND when it is not the caller's. */
    async remove(claims: Claims, id: string, evidence: OwnerEvidence, client: Client): Promise<string> {
      const { account } = await requireLive(claims);
      await requireOwner(account, claims, evidence, { type: "passkey.removed", client });
      return change("passkey.removed", account, claims, client, async () => {
        const { deletedCount } = await passkeys.deleteOne({ _id: id, accountId: account._id });
        if (deletedCount !== 1) throw notFound("passkey");
        return id;
      });
    },
  };
}

function toPasskey({ _id, name, synced, createdAt, lastUsedAt }: PasskeyRecord): Passkey {
  return { id: _id, name, synced, createdAt, lastUsedAt };
}
