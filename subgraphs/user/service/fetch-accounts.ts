/** Fetches the public fields of accounts from auth, as the caller. */
import type { Pool } from "undici";
import { gatewaySecretHeader } from "../../../platform/http/gateway-secret.js";
import { currentTrace } from "../../../platform/telemetry/current-trace.js";
import type { AccountFace, AccountLookup } from "./stand-in-for-accounts.js";

const query = `query ($users: [_Any!]!) { _entities(representations: $users) { ... on User { username roles enabled } } }`;

/** Creates the lookup over a pool of connections to auth. */
export function createAccountLookup(auth: Pool, gatewaySecret: string): AccountLookup {
  return async (ids, token) => {
    const { body } = await auth.request({
      method: "POST",
      path: "/graphql",
      headers: {
        "content-type": "application/json",
        ...(token !== null && { authorization: `Bearer ${token}` }),
        [gatewaySecretHeader]: gatewaySecret,
        ...currentTrace()?.headers(),
      },
      body: JSON.stringify({ query, variables: { users: ids.map((id) => ({ __typename: "User", id })) } }),
    });
    const { data, errors } = (await body.json()) as {
      data?: { _entities: (AccountFace | null)[] } | null;
      errors?: { message: string }[];
    };
    if (data == null) throw new Error(errors?.[0]?.message ?? "Auth gave no data.");
    return data._entities;
  };
}
