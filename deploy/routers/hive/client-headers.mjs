/** Names the client to the subgraphs: attempts to sign in are counted by its address, and sessions show both headers. */

/**
 * Returns the function that makes the headers. `addressHeader` is the header in which a proxy in front of the router names
 * the client, and which it overwrites if a client sends it. Without it, the client is the peer of the connection.
 */
export const clientHeaders = (addressHeader) => (request, incoming) => {
  const address = addressHeader ? request.headers.get(addressHeader) : incoming?.socket.remoteAddress;
  const agent = request.headers.get("user-agent");
  return {
    ...(address && { "x-gatehouse-client-ip": address }),
    ...(agent && { "x-gatehouse-client-agent": agent }),
  };
};
