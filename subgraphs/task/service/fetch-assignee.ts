/** Asks auth, as the caller, whether an account exists and is enabled. */
import type { Pool } from "undici";
import { unavailable } from "../../../platform/errors.js";
import { gatewaySecretHeader } from "../../../platform/http/gateway-secret.js";
import { currentTrace } from "../../../platform/telemetry/current-trace.js";
import type { AssigneeCheck } from "./parts.js";

const query = `query ($users: [_Any!]!) { _entities(representations: $users) { ... on User { enabled } } }`;

/** Creates the check over a pool of connections to auth. @throws AppError SERVICE_UNAVAILABLE when auth does not respond. */
export function createAssigneeCheck(auth: Pool, gatewaySecret: string): AssigneeCheck {
  return async (id, { token }) => {
    try {
      const { body } = await auth.request({
        method: "POST",
        path: "/graphql",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${token}`,
          [gatewaySecretHeader]: gatewaySecret,
          ...currentTrace()?.headers(),
        },
        body: JSON.stringify({ query, variables: { users: [{ __typename: "User", id }] } }),
      });
      const { data, errors } = (await body.json()) as AuthResponse;
      if (data === undefined || data === null) throw new Error(errors?.[0]?.message ?? "Auth gave no data.");
      return data._entities[0]?.enabled === true;
    } catch (error) {
      throw unavailable("It cannot be checked right now who may be assigned; try again.", error);
    }
  };
}

interface AuthResponse {
  data?: { _entities: ({ enabled: boolean } | null)[] } | null;
  errors?: { message: string }[];
}
