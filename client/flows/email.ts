/** Proving and changing the e-mail address. */
import type { GatehouseClient } from "../create-client.js";
import type { ChangeEmailInput } from "../generated/api.js";
import {
  changeEmailMutation,
  requestEmailVerificationMutation,
  verifyEmailMutation,
} from "../generated/operations.js";
import { type Done, done, type Failed, settle } from "./result.js";
import { updateViewer } from "./update-viewer.js";

/** The address is proven. */
export interface EmailVerified {
  readonly status: "verified";
  readonly email: string;
}

/** Mails a link to the user's address, unless it is proven. */
export function requestEmailVerification(client: GatehouseClient): Promise<Done | Failed> {
  return settle(async () => {
    await client.mutate({ mutation: requestEmailVerificationMutation });
    return done;
  });
}

/**
 * Proves the address with the token of a mailed link (`readMailedToken`). UNAUTHENTICATED if the link is for another
 * account than the one that is signed in; the link stays valid.
 */
export function verifyEmail(client: GatehouseClient, token: string): Promise<EmailVerified | Failed> {
  return settle(async () => {
    const { data } = await client.mutate({ mutation: verifyEmailMutation, variables: { input: { token } } });
    const { email } = data!.verifyEmail;
    updateViewer(client, { email, emailVerified: true });
    return { status: "verified", email } as const;
  });
}

/** Begins the change of the address: a link for `verifyEmail` is mailed to the new one. */
export function changeEmail(client: GatehouseClient, input: ChangeEmailInput): Promise<Done | Failed> {
  return settle(async () => {
    await client.mutate({ mutation: changeEmailMutation, variables: { input } });
    return done;
  });
}
