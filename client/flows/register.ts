/** Creating an account. */
import type { GatehouseClient } from "../create-client.js";
import type { ConfirmRegistrationInput, RegisterInput } from "../generated/api.js";
import { confirmRegistrationMutation, registerMutation } from "../generated/operations.js";
import { type Failed, type SignedIn, settle } from "./result.js";
import { isFailure, signIn } from "./sign-in.js";

/** The registration continues by a mail with a link, for `confirmRegistration`. */
export interface ConfirmationNeeded {
  readonly status: "confirmationNeeded";
}

/** Creates an account and signs it in. */
export async function register(
  client: GatehouseClient,
  input: RegisterInput,
): Promise<SignedIn | ConfirmationNeeded | Failed> {
  const result = await settle(() => signIn(client, registerMutation, { input }, (data) => data.register));
  return isFailure(result, "CONFIRMATION_REQUIRED") ? { status: "confirmationNeeded" } : result;
}

/** Creates the account that a mailed link is for, and signs it in; `input.token` is in the link (`readMailedToken`). */
export function confirmRegistration(
  client: GatehouseClient,
  input: ConfirmRegistrationInput,
): Promise<SignedIn | Failed> {
  return settle(() =>
    signIn(client, confirmRegistrationMutation, { input }, (data) => data.confirmRegistration),
  );
}

/** Returns the token of a mailed link, `…#token=…`; null without one. `hash` is `location.hash`. */
export function readMailedToken(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token");
}
