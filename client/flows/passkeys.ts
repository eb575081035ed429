/** Signing in by passkey, and the user's passkeys. The list itself is `passkeysQuery`. */
import type { GatehouseClient } from "../create-client.js";
import type { BeginPasskeyRegistrationInput, RemovePasskeyInput } from "../generated/api.js";
import {
  beginPasskeyLoginMutation,
  beginPasskeyRegistrationMutation,
  finishPasskeyRegistrationMutation,
  loginWithPasskeyMutation,
  type PasskeyDetailsFragment,
  passkeysQuery,
  removePasskeyMutation,
} from "../generated/operations.js";
import { type CeremonyOptions, runCeremony } from "../passkeys/run-ceremony.js";
import { mutateUncached } from "./mutate-uncached.js";
import { type Done, done, type Failed, type SignedIn, settle } from "./result.js";
import { signIn } from "./sign-in.js";

/** One of the user's passkeys. */
export type Passkey = PasskeyDetailsFragment;

export interface PasskeyAdded {
  readonly status: "added";
  readonly passkey: Passkey;
}

/**
 * Signs in by a passkey, without a name and a code. CANCELLED if the user closes the browser's dialog. NOT_FOUND if the
 * server has no passkeys.
 */
export function signInWithPasskey(
  client: GatehouseClient,
  options: CeremonyOptions = {},
): Promise<SignedIn | Failed> {
  return settle(async () => {
    const { beginPasskeyLogin } = await mutateUncached(client, beginPasskeyLoginMutation, {}, "anonymous");
    const response = await runCeremony("get", beginPasskeyLogin.options, options);
    const variables = { input: { response } };
    return signIn(client, loginWithPasskeyMutation, variables, ({ loginWithPasskey }) => loginWithPasskey);
  });
}

/** Adds a passkey of this device to the account. EMAIL_NOT_VERIFIED until the address is proven. */
export function addPasskey(
  client: GatehouseClient,
  { name, ...proof }: BeginPasskeyRegistrationInput & { readonly name?: string },
  options: Pick<CeremonyOptions, "signal"> = {},
): Promise<PasskeyAdded | Failed> {
  return settle(async () => {
    const begun = await mutateUncached(client, beginPasskeyRegistrationMutation, { input: proof });
    const response = await runCeremony("create", begun.beginPasskeyRegistration.options, options);
    const { data } = await client.mutate({
      mutation: finishPasskeyRegistrationMutation,
      variables: { input: { response, ...(name !== undefined && { name }) } },
    });
    const passkey = data!.finishPasskeyRegistration;
    client.cache.updateQuery(
      { query: passkeysQuery },
      (held) => held && { passkeys: [...held.passkeys, passkey] },
    );
    return { status: "added", passkey } as const;
  });
}

/** Removes a passkey from the account. */
export function removePasskey(client: GatehouseClient, input: RemovePasskeyInput): Promise<Done | Failed> {
  return settle(async () => {
    await client.mutate({ mutation: removePasskeyMutation, variables: { input } });
    // Lists that hold the passkey leave it out.
    client.cache.evict({ id: client.cache.identify({ __typename: "Passkey", id: input.id }) as string });
    return done;
  });
}
