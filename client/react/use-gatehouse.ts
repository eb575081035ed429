import { useApolloClient } from "@apollo/client/react";
import type { GatehouseClient } from "../create-client.js";

/** Returns the client of the surrounding `ApolloProvider`, for the flows. @throws Error if it is not of this kit. */
export function useGatehouse(): GatehouseClient {
  const client = useApolloClient() as GatehouseClient;
  if (client.session === undefined) {
    throw new Error("The client of ApolloProvider has no session: create it by createGatehouseClient.");
  }
  return client;
}
