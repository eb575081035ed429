/** Changing a password, and setting a new one by mail. */
import type { GatehouseClient } from "../create-client.js";
import type { ChangePasswordInput, ResetPasswordInput } from "../generated/api.js";
import {
  changePasswordMutation,
  requestPasswordResetMutation,
  resetPasswordMutation,
} from "../generated/operations.js";
import { changeSession } from "./change-session.js";
import { type Done, done, type Failed, settle } from "./result.js";

/** Changes the password. All other sessions end; this one goes on, in every tab. */
export function changePassword(client: GatehouseClient, input: ChangePasswordInput): Promise<Done | Failed> {
  return settle(async () => {
    await changeSession(client, changePasswordMutation, { input }, (data) =>
      client.session.adopt(data.changePassword),
    );
    return done;
  });
}

/** Mails a link to the account's address. The result says nothing about whether there is such an account. */
export function requestPasswordReset(client: GatehouseClient, identifier: string): Promise<Done | Failed> {
  return settle(async () => {
    await client.mutate({
      mutation: requestPasswordResetMutation,
      variables: { input: { identifier } },
      context: { gatehouse: "anonymous" },
    });
    return done;
  });
}

/** Sets the password with the token of a mailed link (`readMailedToken`). It begins no session: `login` comes next. */
export function resetPassword(client: GatehouseClient, input: ResetPasswordInput): Promise<Done | Failed> {
  return settle(async () => {
    await client.mutate({
      mutation: resetPasswordMutation,
      variables: { input },
      context: { gatehouse: "anonymous" },
    });
    // It has ended all sessions of its account. Was this page's one of them? If that cannot be asked now, the next
    // request finds out.
    await client.session.refresh().catch(() => {});
    return done;
  });
}
