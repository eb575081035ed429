/** Keeps what a sign-in was answered, so that the plan of what is selected below it need not sign in again. */
import type { SubgraphFetch } from "../subgraph/data-source.js";

/** Wraps the way to a subgraph: within a request that has an exchange, a change is sent once and its answer given again. */
export function withSignInExchange(fetch: SubgraphFetch): SubgraphFetch {
  return async (query, variables, context) => {
    const { signIn } = context;
    // The planner writes a change as `mutation …`.
    if (signIn === undefined || !query.startsWith("mutation")) return fetch(query, variables, context);
    signIn.answer ??= await fetch(query, variables, context);
    // The executor writes into what it gets.
    return structuredClone(signIn.answer);
  };
}
