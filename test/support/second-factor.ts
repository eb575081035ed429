/** Sets up a second factor as its owner would, with an authenticator app. */
import { TOTP } from "otpauth";
import type { GraphClient } from "./client.js";

/** Enrols and confirms; returns the recovery codes. */
export async function enrolSecondFactor(user: GraphClient & { password: string }): Promise<string[]> {
  const { enrolTotp } = await user.data<{ enrolTotp: { secret: string } }>(
    "mutation ($password: String!) { enrolTotp(input: { currentPassword: $password }) { secret } }",
    { password: user.password },
  );
  const { confirmTotp } = await user.data<{ confirmTotp: { recoveryCodes: string[] } }>(
    "mutation ($code: String!) { confirmTotp(input: { code: $code }) { recoveryCodes } }",
    { code: new TOTP({ secret: enrolTotp.secret }).generate() },
  );
  return confirmTotp.recoveryCodes;
}
