/** Use case `verifyEmail`: proves an address by the token of a mailed link; a new address becomes the account's. */
import { unauthenticated } from "../../../platform/errors.js";
import type { Claims } from "../../../platform/identity/claims.js";
import type { AccountRecord, EmailProof } from "../accounts/account-record.js";
import { endAllBefore } from "../accounts/end-sessions-before.js";
import { isLiveAccount } from "../accounts/live-account.js";
import { isUnproven } from "../accounts/proven-address.js";
import { addressOf } from "../attempts/client-address.js";
import type { Client } from "../audit/actor.js";
import { invalidToken, isInForce, type MailedToken, parseMailedToken } from "../mail/mailed-token.js";
import type { Parts } from "../parts.js";
import { endSessions } from "../sessions/end-sessions.js";
import { requireLiveAccount } from "../sessions/require-live-account.js";
import { confirmAddress, moveAddress } from "./prove-address.js";

type VerificationParts = Parts<"models" | "relay" | "audit" | "attempts" | "mail">;

/** A token that is in force, and its account. */
interface Proof {
  account: AccountRecord;
  token: MailedToken;
  proof: EmailProof;
}

/**
 * Spends a token and returns the address that it has proven. The account's owner must be signed in: the link may have
 * reached a stranger, or a stranger may have opened the account. At the first proof the sessions on other devices end,
 * and the links that were mailed before become invalid.
 * @throws AppError BAD_USER_INPUT naming `token`; UNAUTHENTICATED, which leaves the token valid; CONFLICT when the
 * address is taken meanwhile; RATE_LIMITED.
 */
export async function verifyEmail(
  parts: VerificationParts,
  text: string,
  claims: Claims | null,
  client: Client,
): Promise<string> {
  const { audit, attempts } = parts;
  await attempts.count("token:address", addressOf(client));
  const found = await requireProof(parts, text, claims, client);
  await attempts.forgive("token:address", addressOf(client));
  const { account, proof } = found;
  if (claims?.subject !== account._id) {
    throw unauthenticated("Sign in to the account of this address, and open the link again.");
  }
  await requireLiveAccount(parts, claims);
  const type = proof.emailKey === account.emailKey ? "email.verified" : "email.changed";
  const entry = { type, actorId: claims.subject, subjectId: account._id, client } as const;
  await audit.change(entry, () => prove(parts, found, claims.sessionId, client));
  return proof.email;
}

/** Returns the token in force. @throws AppError BAD_USER_INPUT naming `token`, on record. */
async function requireProof(
  { models, audit }: VerificationParts,
  text: string,
  claims: Claims | null,
  client: Client,
): Promise<Proof> {
  const token = parseMailedToken(text);
  const account = token === null ? null : await models.accounts.findById(token.accountId).lean();
  const proof = account?.emailProof ?? null;
  if (token !== null && proof !== null && isLiveAccount(account) && isInForce("email-proof", token, proof)) {
    return { account, token, proof };
  }
  const by = { actorId: claims?.subject ?? null, subjectId: account?._id ?? null, client };
  await audit.record({ ...by, type: "email.verified", outcome: "failure", reason: "invalid token" });
  throw invalidToken();
}

/** Stores the proof, ends what the first proof ends, and mails the notices. */
async function prove(
  parts: VerificationParts,
  { account, token, proof }: Proof,
  sessionId: string,
  client: Client,
): Promise<void> {
  const isFirst = isUnproven(account);
  const isMove = proof.emailKey !== account.emailKey;
  const now = new Date();
  const ends = isFirst ? endAllBefore(now, sessionId) : {};
  await (isMove ? moveAddress : confirmAddress)(parts, account, token, ends);
  if (isFirst) {
    await endSessions(parts, account._id, sessionId);
    const proven = { ...account, email: proof.email, emailVerifiedAt: now };
    await parts.mail.notify({ kind: "email-verified", account: proven, client });
  }
  if (isMove) await parts.mail.notify({ kind: "email-changed", account, client });
}
