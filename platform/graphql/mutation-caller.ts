/** Authorizes a mutation by the roles with which its caller may change something. */
import type { ApolloServerPlugin } from "@apollo/server";
import { callerOfMutation } from "../identity/caller.js";
import type { SubgraphContext } from "./read-context.js";

/** Narrows the caller of a mutation before its rules run; other requests pass at once. */
export const mutationCallerPlugin: ApolloServerPlugin<SubgraphContext> = {
  async requestDidStart({ contextValue }) {
    if (contextValue.caller.claims?.isLegacy !== true) return;
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation === "mutation") contextValue.caller = callerOfMutation(contextValue.caller);
      },
    };
  },
};
