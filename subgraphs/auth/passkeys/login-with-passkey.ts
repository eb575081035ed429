/** Signs in by passkeys: one step that is two factors. */
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { AppError } from "../../../platform/errors.js";
import type { Attempts } from "../attempts/attempts.js";
import type { Audit } from "../audit/audit.js";
import type { AuthModels } from "../model.js";
import type { Challenges } from "../second-factor/challenges.js";
import type { Client } from "../sessions/sessions.js";
import { addressOf } from "../sign-in/login-limits.js";
import type { IssuedTokens, SignIn } from "../sign-in/sign-in.js";
import { type Ceremonies, readResponse } from "./ceremonies.js";
import type { PasskeyRecord } from "./model.js";

/** What it stands on. */
export interface ProvingParts {
  models: AuthModels;
  ceremonies: Ceremonies;
  challenges: Challenges;
  attempts: Attempts;
  audit: Audit;
  begin: SignIn["begin"];
}

export type PasskeyProving = ReturnType<typeof createPasskeyProving>;

/** Creates the use cases. */
export function createPasskeyProving({
  models,
  ceremonies,
  challenges,
  attempts,
  audit,
  begin,
}: ProvingParts) {
  const { accounts, passkeys } = models;

  const refuse = async (reason: string, passkey: PasskeyRecord | null, client: Client): Promise<AppError> => {
    const subjectId = passkey?.accountId ?? null;
    await audit.record({ type: "sign-in", outcome: "failure", subjectId, client, reason });
    return new AppError("INVALID_CREDENTIALS", "This passkey does not sign in here; begin again.", {
      field: "response",
    });
  };

  return {
    /** Options that a page asks the browser with. @throws AppError RATE_LIMITED. */
    async beginLogin(client: Client): Promise<string> {
      await attempts.count("passkey:address", addressOf(client));
      return ceremonies.loginOptions(await challenges.begin("passkey-login", null));
    },

    /**
     * Signs in whoever answers a challenge, which is used up by it, right or wrong.
     * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED.
     */
    async login(text: string, client: Client): Promise<IssuedTokens> {
      // What is refused is on record: nobody may fill the trail with garbage.
      await attempts.count("passkey:address", addressOf(client));
      const claim = readResponse<AuthenticationResponseJSON>(text);
      const challenge = claim === null ? null : await challenges.take("passkey-login", claim.challenge);
      if (claim === null || challenge === null) throw await refuse("no such challenge", null, client);
      const passkey = await passkeys.findById(claim.response.id).lean();
      if (passkey === null) throw await refuse("unknown passkey", null, client);
      const account = await accounts.findById(passkey.accountId).lean();
      if (account === null) throw await refuse("unknown account", passkey, client);
      if (!account.enabled) throw await refuse("disabled account", passkey, client);
      const counter = await ceremonies.verifyLogin(claim, passkey);
      if (counter === null) throw await refuse("wrong signature or counter", passkey, client);
      // Two clones that answer at once show the same counter: one of them is refused.
      const counted = await passkeys.updateOne(
        { _id: passkey._id, counter: passkey.counter },
        { $set: { counter, lastUsedAt: new Date() } },
      );
      if (counted.matchedCount !== 1) throw await refuse("wrong signature or counter", passkey, client);
      await attempts.forgive("passkey:address", addressOf(client));
      return begin(account, client, passkey.synced ? "synced passkey" : "passkey");
    },
  };
}
