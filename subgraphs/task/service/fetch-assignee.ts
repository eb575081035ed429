/** Asks auth, as the caller, whether there is an enabled account with some id. */
import type { Pool } from "undici";
import { unavailable } from "../../../platform/errors.js";
import { gatewaySecretHeader } from "../../../platform/http/gateway-secret.js";
import type { AssigneeCheck } from "./change-task.js";

const query = `query ($who: [_Any!]!) { _entities(representations: $who) { ... on User { enabled } } }`;

/** Creates the check over a pool of connections to auth. @throws AppError SERVICE_UNAVAILABLE when auth does not answer. */
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
        },
        body: JSON.stringify({ query, variables: { who: [{ __typename: "User", id }] } }),
      });
      const { data, errors } = (await body.json()) as Answer;
      if (data === undefined || data === null) throw new Error(errors?.[0]?.message ?? "Auth gave no data.");
      return data._entities[0]?.enabled === true;
    } catch (error) {
      throw unavailable("It cannot be checked right now who may be assigned; try again.", error);
    }
  };
}

interface Answer {
  data?: { _entities: ({ enabled: boolean } | null)[] } | null;
  errors?: { message: string }[];
}
