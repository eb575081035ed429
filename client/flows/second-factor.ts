/** The authenticator app as second factor. */
import type { GatehouseClient } from "../create-client.js";
import type { SecondFactorInput } from "../generated/api.js";
import {
  confirmTotpMutation,
  disableTotpMutation,
  enrolTotpMutation,
  regenerateRecoveryCodesMutation,
} from "../generated/operations.js";
import { mutateUncached } from "./mutate-uncached.js";
import { type Done, done, type Failed, settle } from "./result.js";
import { updateViewer } from "./update-viewer.js";

/** The app is to be set up: the user scans `uri` as a QR code, or enters `secret`, and `confirm` gets a code of the app. */
export interface TotpBegun {
  readonly status: "begun";
  readonly secret: string;
  readonly uri: string;
  confirm(code: string): Promise<RecoveryCodes | Failed>;
}

/** Ten codes, of which each replaces one of the app once. They are shown only now. */
export interface RecoveryCodes {
  readonly status: "recoveryCodes";
  readonly codes: readonly string[];
}

/** Begins to set up an app. EMAIL_NOT_VERIFIED until the address is proven. */
export function setUpTotp(client: GatehouseClient, currentPassword: string): Promise<TotpBegun | Failed> {
  return settle(async () => {
    const { enrolTotp } = await mutateUncached(client, enrolTotpMutation, { input: { currentPassword } });
    const { secret, uri } = enrolTotp;
    return { status: "begun", secret, uri, confirm: (code) => confirmTotp(client, code) } as const;
  });
}

function confirmTotp(client: GatehouseClient, code: string): Promise<RecoveryCodes | Failed> {
  return settle(async () => {
    const { confirmTotp: confirmed } = await mutateUncached(client, confirmTotpMutation, { input: { code } });
    updateViewer(client, { secondFactorEnabled: true });
    return { status: "recoveryCodes", codes: confirmed.recoveryCodes } as const;
  });
}

/** Removes the second factor. */
export function removeTotp(client: GatehouseClient, input: SecondFactorInput): Promise<Done | Failed> {
  return settle(async () => {
    await client.mutate({ mutation: disableTotpMutation, variables: { input } });
    return done;
  });
}

/** Replaces the recovery codes. */
export function replaceRecoveryCodes(
  client: GatehouseClient,
  input: SecondFactorInput,
): Promise<RecoveryCodes | Failed> {
  return settle(async () => {
    const data = await mutateUncached(client, regenerateRecoveryCodesMutation, { input });
    return { status: "recoveryCodes", codes: data.regenerateRecoveryCodes.recoveryCodes } as const;
  });
}
