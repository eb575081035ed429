/** Opens the parts of the gateway: subgraphs, supergraph, pipeline, routes, HTTP server. */

import { unauthenticated } from "../platform/errors.js";
import { createReadyHandler, liveHandler } from "../platform/http/health.js";
import { linkTo } from "../platform/http/link.js";
import { createLoadShedding } from "../platform/http/load-shedding.js";
import { createRareWarning } from "../platform/http/rare-warning.js";
import { notFoundHandler, type RequestHandler, readyPath, startHttpServer } from "../platform/http/server.js";
import { createTurns } from "../platform/http/turns.js";
import { identifyCaller } from "../platform/identity/caller.js";
import type { TokenVerifier } from "../platform/identity/token-verifier.js";
import type { Logger } from "../platform/log.js";
import { openTokenVerification } from "../platform/service/open-token-verifier.js";
import type { AppParts } from "../platform/service/service-config.js";
import { createDenialReport } from "./authorization/report-denials.js";
import type { GatewayConfig } from "./config.js";
import { createConsoleRoutes } from "./console/serve-console.js";
import { createGatewayContext } from "./context.js";
import { createHomeRoute } from "./development/home.js";
import { createMailboxRoutes } from "./development/mailbox/serve-mailbox.js";
import { createPlaygroundRoutes } from "./development/playground/serve-playground.js";
import { type ClientAddress, createClientAddress, createTrustedProxies } from "./http/client-address.js";
import { withCors } from "./http/cors.js";
import { createGatewayErrorPresenter } from "./http/present-error.js";
import { createRefreshCookieRelays } from "./http/relay-refresh-cookie.js";
import { createGraphHandler } from "./http/serve-graphql.js";
import { createAnswerTurns } from "./limits/answer-turns.js";
import { openRedis } from "./limits/open-redis.js";
import { createRateLimiter, type RateLimiter } from "./limits/rate-limit.js";
import { readManifest } from "./operations/manifest.js";
import { createPersistedResolver } from "./operations/resolve-persisted.js";
import { createPipeline } from "./pipeline.js";
import { createPlanningCharge } from "./planning/charge-planning.js";
import { createSubgraphs, type Subgraphs } from "./subgraph/subgraphs.js";
import type { GenerationParts } from "./supergraph/generation.js";
import { openSupergraph, type ServedSupergraph } from "./supergraph/open-supergraph.js";
import { openTokenRoutes } from "./tokens/open-token-routes.js";

/** The parts that the gateway starts with. */
export interface GatewayParts extends AppParts, Pick<GenerationParts, "startPlanner"> {}

/** Starts the gateway; returns its URL. Its parts close in reverse order at the stop. */
export async function startGateway(config: GatewayConfig, parts: GatewayParts): Promise<string> {
  const { log, lifecycle } = parts;
  const subgraphs = createSubgraphs(config, log, lifecycle);
  const { redis: redisConfig } = config.limits.rate;
  const redis = redisConfig === null ? null : await openRedis(redisConfig.url, log, lifecycle);
  const charge = createRateLimiter(config.limits.rate, redis, log);
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
  const shared = openSharedParts(config, parts);
  let ownUrl = "";
  const tokenRoutes =
    shared.keySet !== null && config.ownServices.includes("auth")
      ? openTokenRoutes(config, {
          ...parts,
          ...shared,
          keySet: shared.keySet,
          redis,
          listensAt: () => ownUrl,
        })
      : {};
  const graphql = openGraphql(config, { ...parts, ...shared }, supergraph, charge);
  if (config.isProduction && config.playground)
    log.warn("PLAYGROUND is on in production: every client can use the playground");
  const routes = createRoutes(config, supergraph, subgraphs, { graphql, tokenRoutes });
  const listen = { ...config.listen, isProxy: createTrustedProxies(config.trustedProxies) };
  const server = await startHttpServer(listen, routes, log);
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  ownUrl = linkTo(server.url);
  log.info({ url: linkTo(server.url) }, "ready");
  return server.url;
}

/** Opens what `/graphql` and the routes about tokens share. */
function openSharedParts(config: GatewayConfig, parts: AppParts) {
  const { log, lifecycle } = parts;
  const verification = { ...config, issuerUrl: config.serviceUrls.auth };
  const load = createLoadShedding(config.load);
  lifecycle.onStop(load.stop);
  return {
    load,
    clientAddress: openClientAddress(config, log),
    ...(config.authorization ? openTokenVerification("gateway", verification, parts) : noVerification),
  };
}

/** Opens the handler of `/graphql`: the pipeline, and the context of each request. */
function openGraphql(
  config: GatewayConfig,
  parts: AppParts & ReturnType<typeof openSharedParts>,
  supergraph: ServedSupergraph,
  charge: RateLimiter,
): RequestHandler {
  const { log, load, clientAddress, verifyToken } = parts;
  const presentError = createGatewayErrorPresenter(log, {
    mask: config.maskErrors,
    suggest: config.introspection,
    passedCodes: config.passedErrorCodes,
  });
  const manifest = config.manifestPath === null ? null : readManifest(config.manifestPath);
  const pipeline = createPipeline({
    supergraph,
    limits: config.limits,
    allowedOrigins: config.allowedOrigins,
    resolvePersisted: createPersistedResolver(config.persistedOperations, manifest),
    charge,
    reportDenials: config.ownServices.includes("auth") ? createDenialReport(config, parts) : () => {},
    identify: (accessToken) => identifyCaller(accessToken, verifyToken),
    presentError,
  });
  const contextParts = {
    verifyToken,
    clientAddress,
    refreshCookieOf: createRefreshCookieRelays(config.refreshCookie, config.allowedOrigins, {
      insecure: config.refreshCookieInsecure,
    }),
    timeoutMilliseconds: config.requestTimeoutMilliseconds,
    log,
  };
  return load.shed(
    createGraphHandler({
      createContext: (request, response) => createGatewayContext(request, response, contextParts),
      takePlace: load.enter,
      turns: createTurns(config.load.maximumInFlight),
      writeInTurn: createAnswerTurns(),
      pipeline,
      statusMode: config.statusMode,
      presentError: (error) => presentError({ message: (error as Error).message }, error),
    }),
  );
}

function openClientAddress(config: GatewayConfig, log: Logger): ClientAddress {
  const warn = createRareWarning(log);
  return createClientAddress(config.trustedProxies, {
    header: config.clientAddressHeader,
    onConflict: () =>
      warn(
        "X-Forwarded-For and Forwarded do not agree; set CLIENT_ADDRESS_HEADER to the one that your proxies write",
      ),
  });
}

/**
 * Returns the handler of each path. Pages of the allowed origins may read every response, a 404 included, but for those
 * of the routes about tokens, which say themselves who may.
 */
function createRoutes(
  config: GatewayConfig,
  supergraph: ServedSupergraph,
  subgraphs: Subgraphs,
  {
    graphql,
    tokenRoutes,
  }: { graphql: RequestHandler; tokenRoutes: Readonly<Record<string, RequestHandler>> },
): (path: string) => RequestHandler {
  const forPages = (handler: RequestHandler) =>
    withCors(config.allowedOrigins, config.refreshCookie, handler);
  const checkReady = createReadyHandler(() => {
    const served = new Set(supergraph.current().subgraphs);
    const own = config.ownServices.filter((name) => served.has(name));
    return Object.fromEntries(own.map((name) => [name, () => subgraphs.requireReady(name)]));
  });
  const graphqlForPages = forPages(graphql);
  const routes: Record<string, RequestHandler> = {
    ...tokenRoutes,
    ...createHomeRoute(config),
    ...(config.playground && {
      ...createPlaygroundRoutes(config),
      ...createMailboxRoutes(config),
    }),
    "/graphql": graphqlForPages,
    "/graphql/": graphqlForPages,
    "/health/live": forPages(liveHandler),
    [readyPath]: forPages(checkReady),
  };
  const notFound = forPages(notFoundHandler);
  const consoleRoute = config.console ? createConsoleRoutes() : () => undefined;
  return (path) => routes[path] ?? consoleRoute(path) ?? notFound;
}

/** With AUTHORIZATION=off the gateway verifies no token; the subgraphs get it unchanged and verify it. */
const verifyNothing: TokenVerifier = () => Promise.reject(unauthenticated());
const noVerification = { verifyToken: verifyNothing, keySet: null };
