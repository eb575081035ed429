/** Creates an Apollo Client whose requests are signed in. */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { isPage } from "./browser-parts.js";
import { possibleTypes, typePolicies } from "./generated/cache-config.js";
import { authorizeRequests } from "./links/authorize-requests.js";
import { nameOperations, type OperationNaming } from "./links/name-operations.js";
import { type RetryOptions, retryQueries } from "./links/retry-queries.js";
import { clearAtChange } from "./session/clear-at-change.js";
import { exchangeRefreshToken } from "./session/exchange-refresh-token.js";
import { createRefreshTokenStore, type TokenStorage } from "./session/refresh-token-store.js";
import { createSession, type SessionControl } from "./session/session.js";

/** How the client reaches the gateway, and where its refresh token is. */
export interface GatehouseClientOptions extends Omit<ApolloClient.Options, "cache" | "link"> {
  /** The gateway's GraphQL endpoint, such as `https://api.example.com/graphql`; `/graphql` by default. */
  readonly url?: string;
  /**
   * True if the refresh token is in a cookie (the gateway's setting REFRESH_COOKIE): page and gateway share a site. False,
   * the default: it is in the response, and kept in this page's memory or in `storage`.
   */
  readonly cookie?: boolean;
  /** Without `cookie`: keeps the refresh token for later pages and other tabs. Scripts of the page can read it there. */
  readonly storage?: TokenStorage;
  /** How operations are sent; `text` by default. */
  readonly operations?: OperationNaming;
  /** Bounds of the repetition of queries after `Retry-After`. */
  readonly retry?: RetryOptions;
  /** Another cache than the kit's; it takes the exported `typePolicies` and `possibleTypes`. */
  readonly cache?: ApolloClient.Options["cache"];
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another `fetch`: in tests, or on a server. */
  readonly fetch?: typeof fetch;
  /** Links in front of the kit's own: a link for subscriptions, a log. */
  readonly links?: readonly ApolloLink[];
}

/** An Apollo Client with the session of its user. */
export interface GatehouseClient extends ApolloClient {
  readonly session: SessionControl;
}

/** Asks for the cookie at a gateway whose REFRESH_COOKIE is not set, which grants it to pages of its own origin. */
const cookieWish = { "gatehouse-refresh-token": "cookie" };

/** Creates the client. In a page it finds out at once whether a session is open. */
export function createGatehouseClient(options: GatehouseClientOptions = {}): GatehouseClient {
  const {
    url = "/graphql",
    cookie = false,
    storage,
    operations = "text",
    retry,
    links = [],
    ...more
  } = options;
  const { cache, headers, fetch, ...apollo } = more;
  const http = new HttpLink({
    uri: url,
    ...(cookie && { credentials: "include" }),
    headers: { ...(cookie && cookieWish), ...headers },
    ...(fetch && { fetch }),
  });
  const naming = nameOperations(operations);
  const send = naming ? naming.concat(http) : http;
  const refreshTokens = createRefreshTokenStore(`gatehouse-refresh-token:${url}`, { cookie, storage });
  const session = createSession({
    name: `gatehouse:${url}`,
    refreshTokens,
    exchange: (refreshToken) => exchangeRefreshToken(client, send, refreshToken),
    change: clearAtChange(() => client),
  });
  const client = Object.assign(
    new ApolloClient({
      ...apollo,
      cache: cache ?? new InMemoryCache({ possibleTypes, typePolicies }),
      link: ApolloLink.from([...links, retryQueries(retry), authorizeRequests(session), send]),
    }),
    { session },
  );
  if (isPage()) void session.ready();
  return client;
}
