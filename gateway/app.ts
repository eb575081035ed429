/** Wires the gateway together: the supergraph, its subgraphs, HTTP. */
import { unauthenticated } from "../platform/errors.js";
import { createReadyHandler, liveHandler } from "../platform/http/health.js";
import { createLoadShedding } from "../platform/http/load-shedding.js";
import { createRareWarning } from "../platform/http/rare-warning.js";
import { notFoundHandler, type RequestHandler, readyPath, startHttpServer } from "../platform/http/server.js";
import { identifyCaller } from "../platform/identity/caller.js";
import { createTrust } from "../platform/identity/open-token-verifier.js";
import type { TokenVerifier } from "../platform/identity/token-verifier.js";
import type { AppParts } from "../platform/service-config.js";
import { createDenialReport } from "./authorization/report-denials.js";
import type { GatewayConfig } from "./config.js";
import { createGatewayContext } from "./context.js";
import { createMailboxHandler } from "./development/mailbox.js";
import { createPlaygroundRoutes } from "./development/playground/serve-playground.js";
import { createClientAddress, createTrustedProxies } from "./http/client-address.js";
import { withCors } from "./http/cors.js";
import { createGatewayErrorPresenter } from "./http/present-error.js";
import { createRefreshCookieRelays } from "./http/relay-refresh-cookie.js";
import { createGraphHandler } from "./http/serve-graphql.js";
import { openRedis } from "./limits/open-redis.js";
import { createRateLimiter } from "./limits/rate-limit.js";
import { createTurns } from "./limits/turns.js";
import { readManifest } from "./operations/manifest.js";
import { createPersistedResolver } from "./operations/resolve-persisted.js";
import { createPipeline } from "./pipeline.js";
import { createPlanningCharge } from "./planning/charge-planning.js";
import { createSubgraphs } from "./subgraph/subgraphs.js";
import { openSupergraph } from "./supergraph/open-supergraph.js";

/** Starts the gateway; answers where it listens. Its parts close in reverse order at the stop. */
export async function startGateway(config: GatewayConfig, parts: AppParts): Promise<string> {
  const { log, lifecycle } = parts;
  const subgraphs = createSubgraphs(config, log, lifecycle);
  const reportDenials = config.ownServices.includes("auth") ? createDenialReport(config, parts) : () => {};
  const { redis: redisConfig } = config.limits.rate;
  const redis = redisConfig === null ? null : await openRedis(redisConfig.url, log, lifecycle);
  const charge = createRateLimiter(config.limits.rate, redis, log);
  const verifyToken = config.authorization ? createTrust("gateway", config, parts) : verifyNothing;
  const supergraph = await openSupergraph(config.supergraphPath, {
    ...parts,
    dataSource: subgraphs.dataSource,
    authorization: config.authorization,
    limits: config.limits.operation,
    introspection: config.introspection,
    ...(config.maskErrors && { maximumErrors: 1 }),
    planning: config.planning,
    chargePlanning: createPlanningCharge(charge),
    onServe: ({ schema, costRules }) => subgraphs.setGraph(schema, costRules),
  });
  for (const name of new Set([...config.subgraphUrls.keys(), ...config.subgraphs.timeouts.keys()])) {
    if (!supergraph.current().subgraphs.includes(name))
      log.warn({ subgraph: name }, "a setting names a subgraph that the supergraph does not have");
  }
  const presentError = createGatewayErrorPresenter(log, {
    mask: config.maskErrors,
    suggest: config.introspection,
    passedCodes: config.passedErrorCodes,
  });
  const refreshCookieOf = createRefreshCookieRelays(config.refreshCookie, config.allowedOrigins, {
    insecure: config.refreshCookieInsecure,
  });
  const warn = createRareWarning(log);
  const clientAddress = createClientAddress(config.trustedProxies, {
    header: config.clientAddressHeader,
    onConflict: () =>
      warn(
        "X-Forwarded-For and Forwarded do not agree; set CLIENT_ADDRESS_HEADER to the one that your proxies write",
      ),
  });
  const load = createLoadShedding(config.load);
  lifecycle.onStop(load.stop);
  const forPages = (handler: RequestHandler) =>
    withCors(config.allowedOrigins, config.refreshCookie, handler);
  const graphql = forPages(
    load.shed(
      createGraphHandler({
        createContext: (request, response) =>
          createGatewayContext(request, response, {
            verifyToken,
            clientAddress,
            refreshCookieOf,
            timeoutMilliseconds: config.requestTimeoutMilliseconds,
            log,
          }),
        takePlace: load.enter,
        takeTurn: createTurns(),
        pipeline: createPipeline({
          supergraph,
          limits: config.limits,
          allowedOrigins: config.allowedOrigins,
          resolvePersisted: createPersistedResolver(
            config.persistedOperations,
            config.manifestPath === null ? null : readManifest(config.manifestPath),
          ),
          charge,
          reportDenials,
          identify: (accessToken) => identifyCaller(accessToken, verifyToken),
          presentError,
        }),
        statusMode: config.statusMode,
        presentError: (error) => presentError({ message: (error as Error).message }, error),
      }),
    ),
  );

  const routes: Record<string, RequestHandler> = {
    ...(config.playground ? createPlaygroundRoutes() : {}),
    ...(config.playground && { "/mailbox": createMailboxHandler(config) }),
    "/graphql": graphql,
    "/graphql/": graphql,
    "/health/live": forPages(liveHandler),
    [readyPath]: forPages(
      createReadyHandler(() => {
        const served = new Set(supergraph.current().subgraphs);
        const own = config.ownServices.filter((name) => served.has(name));
        return Object.fromEntries(own.map((name) => [name, () => subgraphs.requireReady(name)]));
      }),
    ),
  };
  // A page sees a status only with the headers of CORS.
  const notFound = forPages(notFoundHandler);
  const listen = { ...config.listen, isProxy: createTrustedProxies(config.trustedProxies) };
  const server = await startHttpServer(listen, (path) => routes[path] ?? notFound, log);
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  log.info({ url: server.url }, "ready");
  return server.url;
}

/** Without authorization the subgraphs judge the token, which goes to them as it came. */
const verifyNothing: TokenVerifier = () => Promise.reject(unauthenticated());
