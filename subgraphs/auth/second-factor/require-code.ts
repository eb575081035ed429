/** Requires a code of the second factor: of the generator, or a recovery code. Each is accepted once. */
import { AppError } from "../../../platform/errors.js";
import type { AccountRecord, TotpRecord } from "../accounts/account-record.js";
import type { Intention } from "../audit/audit.js";
import type { Parts } from "../parts.js";
import { hashRecoveryCode } from "./recovery-codes.js";
import { stepOfCode } from "./totp.js";

/** The kind of code that was accepted. */
export type CodeKind = "totp" | "recovery code";

type CodeParts = Parts<"models" | "attempts" | "audit" | "totpSealing">;

/** Longest code that is compared, in UTF-16 units. */
const longestCode = 64;

/**
 * Spends a code of the account's generator, confirmed or not. Guesses are counted by account; a wrong one is recorded as
 * a failure of `intention`.
 * @throws AppError INVALID_CREDENTIALS naming `code`, RATE_LIMITED.
 */
export async function requireCode(
  parts: CodeParts,
  account: AccountRecord,
  text: string,
  { type, client }: Intention,
): Promise<CodeKind> {
  const { attempts, audit } = parts;
  const { _id, totp } = account;
  const beginsWait = await attempts.count("factor:account", _id);
  const code = text.slice(0, longestCode).replace(/\s/g, "");
  const kind = /^\d{6}$/.test(code) ? "totp" : "recovery code";
  const isTaken =
    totp != null &&
    (kind === "totp" ? await takeTotp(parts, account, totp, code) : await takeRecoveryCode(parts, _id, code));
  if (isTaken) {
    await attempts.clear("factor:account", _id);
    return kind;
  }
  await audit.record({ type, outcome: "failure", subjectId: _id, client, reason: `wrong ${kind}` });
  if (beginsWait) await audit.record({ type: "factor.limited", outcome: "denied", subjectId: _id, client });
  throw new AppError("INVALID_CREDENTIALS", "The code is wrong, or was used before.", { field: "code" });
}

/** Spends the code of a time step by one conditional update: of many requests at once, one (RFC 6238, 5.2). */
async function takeTotp(
  { models, totpSealing }: CodeParts,
  { _id }: AccountRecord,
  totp: TotpRecord,
  code: string,
): Promise<boolean> {
  const { secret, outdated } = totpSealing.open(totp.secret, _id);
  const step = stepOfCode(code, secret, Date.now());
  if (step === null) return false;
  const resealed = outdated ? { "totp.secret": totpSealing.seal(secret, _id) } : {};
  const taken = await models.accounts.updateOne(
    { _id, "totp.id": totp.id, "totp.lastStep": { $lt: step } },
    { $set: { "totp.lastStep": step, ...resealed } },
  );
  return taken.modifiedCount === 1;
}

async function takeRecoveryCode({ models }: CodeParts, _id: string, code: string): Promise<boolean> {
  const hash = hashRecoveryCode(code);
  const taken = await models.accounts.updateOne(
    { _id, "totp.recoveryCodes": hash },
    { $pull: { "totp.recoveryCodes": hash } },
  );
  return taken.modifiedCount === 1;
}
