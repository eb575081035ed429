/** The one client of the console. Its refresh token is in a cookie, which no script can read. */
import { createGatehouseClient } from "@gatehouse/client";

/** The page and the graph are of one origin, whichever that is. */
export const client = createGatehouseClient({
  url: "/graphql",
  cookie: true,
  // The console asks for the cookie, whatever the gateway's setting REFRESH_COOKIE says.
  headers: { "gatehouse-refresh-token": "cookie", "apollographql-client-name": "console" },
});
