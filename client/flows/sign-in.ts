/** Signing in by password, with a code if the account has a second factor. */
import type { TypedDocumentNode } from "@apollo/client";
import type { GatehouseClient } from "../create-client.js";
import type { GatehouseError } from "../errors.js";
import type { LoginInput } from "../generated/api.js";
import {
  loginMutation,
  loginWithCodeMutation,
  type SignedInFragment,
  viewerQuery,
} from "../generated/operations.js";
import { mutateUncached } from "./mutate-uncached.js";
import { type Failed, type SignedIn, settle } from "./result.js";

/** The password is right; a code is needed as well. */
export interface CodeNeeded {
  readonly status: "codeNeeded";
  /** Which codes are accepted: `TOTP` (an authenticator app), `RECOVERY_CODE`. */
  readonly factors: readonly string[];
  /**
   * Completes the sign-in. After `failed` with INVALID_CREDENTIALS the user may try another code, unless
   * `error.field` is `challenge`: it has expired after five minutes, and the sign-in begins anew.
   */
  confirm(code: string): Promise<SignedIn | Failed>;
}

/** Signs in. `identifier` is a username or an e-mail address. */
export async function login(
  client: GatehouseClient,
  input: LoginInput,
): Promise<SignedIn | CodeNeeded | Failed> {
  const result = await settle(() => signIn(client, loginMutation, { input }, ({ login }) => login));
  if (!isFailure(result, "MFA_REQUIRED")) return result;
  const { challenge, factors } = result.error;
  return { status: "codeNeeded", factors, confirm: (code) => loginWithCode(client, { challenge, code }) };
}

/** Completes a sign-in with the challenge of MFA_REQUIRED; pages use `confirm` of the result of `login`. */
export function loginWithCode(
  client: GatehouseClient,
  input: { challenge: string; code: string },
): Promise<SignedIn | Failed> {
  return settle(() => signIn(client, loginWithCodeMutation, { input }, (data) => data.loginWithCode));
}

/** Runs a mutation that signs in, and takes its tokens over in every tab. @throws its errors. */
export async function signIn<Data, Variables extends Record<string, unknown>>(
  client: GatehouseClient,
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  read: (data: Data) => SignedInFragment,
): Promise<SignedIn> {
  const payload = await client.session.exclusively(async () => {
    const issued = read(await mutateUncached(client, mutation, variables, "anonymous"));
    await client.session.adopt(issued);
    return issued;
  });
  client.writeQuery({ query: viewerQuery, data: { me: payload.user } });
  return { status: "signedIn", viewer: payload.user };
}

/** Has the flow failed with this code? */
export function isFailure<Code extends GatehouseError["code"]>(
  result: { status: string; error?: GatehouseError },
  code: Code,
): result is Failed & { error: Extract<GatehouseError, { code: Code }> } {
  return result.status === "failed" && result.error?.code === code;
}
