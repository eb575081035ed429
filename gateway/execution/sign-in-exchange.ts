/** Keeps the response to a sign-in, so that the plan of the selections below it does not sign in again. */
import type { SubgraphFetch } from "../subgraph/data-source.js";

/** Wraps a subgraph's fetch: within a sign-in, a mutation is sent once, and later fetches of it get a copy. */
export function withSignInExchange(fetch: SubgraphFetch): SubgraphFetch {
  return async (query, variables, context) => {
    const { signIn } = context;
    // The planner writes a mutation as `mutation …`.
    if (signIn === undefined || !query.startsWith("mutation")) return fetch(query, variables, context);
    signIn.answer ??= await fetch(query, variables, context);
    // The executor writes into the data.
    return structuredClone(signIn.answer);
  };
}
