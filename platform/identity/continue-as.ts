/** Names the header by which auth hands the gateway the token of someone who has just signed in. */

/**
 * `mutation { login(…) { user { displayName } } }` reads the name from another subgraph, and only for someone
 * signed in. So the gateway runs what is left of the plan with the token that this header of auth's answer
 * holds. It never passes the header on to the client.
 */
export const continueAsHeader = "x-gatehouse-continue-as";
