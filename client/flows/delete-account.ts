/** Deleting the user's own account. */
import type { GatehouseClient } from "../create-client.js";
import type { DeleteAccountInput } from "../generated/api.js";
import { deleteAccountMutation } from "../generated/operations.js";
import { changeSession } from "./change-session.js";
import { type Failed, settle } from "./result.js";
import type { SignedOut } from "./sign-out.js";

/** Deletes the account for good, and signs out in every tab. */
export function deleteAccount(
  client: GatehouseClient,
  input: DeleteAccountInput,
): Promise<SignedOut | Failed> {
  return settle(async () => {
    await changeSession(client, deleteAccountMutation, { input }, () => client.session.end("signedOut"));
    return { status: "signedOut" } as const;
  });
}
