/** Sets the headers of a fetch that the subgraphs trust, whatever the client sent. */

/**
 * Returns the plugin. When a subgraph's response says so, the rest of the operation runs with the token of the account
 * that has just signed in (platform/identity/continue-as.ts).
 *
 * The headers are set here and not in `onFetch`: Hive lets equal requests to a subgraph that are in flight share one
 * response, and what makes them equal is compared before `onFetch`. Without the token in it, a caller would get the data
 * of another caller.
 */
export function sendHeaders(gatewaySecret, clientHeaders) {
  /** Tokens by request of the client. */
  const continued = new WeakMap();
  return {
    onSubgraphExecute({ executionRequest }) {
      const { request, req } = executionRequest.context;
      const authorization = continued.get(request) ?? request.headers.get("authorization");
      // In place of the `headers` that a client may have sent among the extensions of its request.
      executionRequest.extensions = {
        headers: {
          ...clientHeaders(request, req),
          "x-gatehouse-gateway-secret": gatewaySecret,
          ...(authorization && { authorization }),
        },
      };
    },
    onFetch({ executionRequest }) {
      const request = executionRequest?.context?.request;
      if (request === undefined) return undefined;
      return ({ response }) => {
        const token = response.headers.get("x-gatehouse-continue-as");
        if (token) continued.set(request, `Bearer ${token}`);
      };
    },
  };
}
