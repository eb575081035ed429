/** Names the header in which auth gives the gateway the access token of an account that has just signed in. */

/**
 * `mutation { login(…) { user { displayName } } }` reads the name from another subgraph, which requires a signed-in
 * caller. So the gateway runs the rest of the plan with the token in this header of auth's response. It never sends the
 * header to the client.
 */
export const continueAsHeader = "x-gatehouse-continue-as";
