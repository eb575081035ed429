/** Takes codes, each once: of the generator, or a recovery code. */
import { AppError } from "../../../platform/errors.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import type { AccountRecord, AuthModels } from "../model.js";
import type { Client } from "../sessions/sessions.js";
import type { TotpRecord } from "./model.js";
import { hashRecoveryCode } from "./recovery-codes.js";
import type { Sealing } from "./seal-secret.js";
import { stepOfCode } from "./totp.js";

/** By what a code was good. */
export type CodeKind = "totp" | "recovery code";

export type Codes = ReturnType<typeof createCodes>;

/** Has somebody proven to hold this generator? Only then it is asked for. */
export const isConfirmed = (totp: TotpRecord | null | undefined): totp is TotpRecord =>
  totp?.confirmedAt != null;

/** Longest code that is looked at, in UTF-16 units. */
const longestCode = 64;

/** Creates the check. */
export function createCodes(
  { accounts }: AuthModels,
  sealing: Sealing,
  attempts: Attempts,
  audit: Audit,
  now: () => number = Date.now,
) {
  /** Takes the code of a time step by one conditional update: of many at once, one (RFC 6238, 5.2). */
  const takeTotp = async ({ _id }: AccountRecord, totp: TotpRecord, code: string): Promise<boolean> => {
    const { secret, outdated } = sealing.open(totp.secret, _id);
    const step = stepOfCode(code, secret, now());
    if (step === null) return false;
    const resealed = outdated ? { "totp.secret": sealing.seal(secret, _id) } : {};
    const taken = await accounts.updateOne(
      { _id, "totp.id": totp.id, "totp.lastStep": { $lt: step } },
      { $set: { "totp.lastStep": step, ...resealed } },
    );
    return taken.modifiedCount === 1;
  };

  const takeRecoveryCode = async ({ _id }: AccountRecord, code: string): Promise<boolean> => {
    const hash = hashRecoveryCode(code);
    const left = { _id, "totp.recoveryCodes": hash };
    return (await accounts.updateOne(left, { $pull: { "totp.recoveryCodes": hash } })).modifiedCount === 1;
  };

  return {
    /**
     * Takes a code of the account's generator, confirmed or not; guesses are counted by account. What is
     * refused is on record as a failure of `type`.
     * @throws AppError INVALID_CREDENTIALS naming `code`, RATE_LIMITED.
     */
    async require(
      account: AccountRecord,
      text: string,
      type: Parameters<Audit["record"]>[0]["type"],
      client: Client,
    ): Promise<CodeKind> {
      const { _id, totp } = account;
      const beginsWait = await attempts.count("factor:account", _id);
      const code = text.slice(0, longestCode).replace(/\s/g, "");
      const kind = /^\d{6}$/.test(code) ? "totp" : "recovery code";
      const taken =
        totp != null &&
        (kind === "totp" ? await takeTotp(account, totp, code) : await takeRecoveryCode(account, code));
      if (taken) {
        await attempts.clear("factor:account", _id);
        return kind;
      }
      await audit.record({ type, outcome: "failure", subjectId: _id, client, reason: `wrong ${kind}` });
      if (beginsWait)
        await audit.record({ type: "factor.limited", outcome: "denied", subjectId: _id, client });
      throw new AppError("INVALID_CREDENTIALS", "The code is wrong, or was used before.", { field: "code" });
    },
  };
}
