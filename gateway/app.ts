/** Opens the parts of the gateway: subgraphs, supergraph, pipeline, routes, HTTP server. */
import { linkTo } from "../platform/http/link.js";
import { startHttpServer } from "../platform/http/server.js";
import type { AppParts } from "../platform/service/service-config.js";
import type { GatewayConfig } from "./config.js";
import { createTrustedProxies } from "./http/client-address.js";
import { openCallers } from "./legacy-tokens/open-callers.js";
import { openRedis } from "./limits/open-redis.js";
import { createRateLimiter } from "./limits/rate-limit.js";
import { createCacheMeters } from "./metrics/cache-meter.js";
import { openGraphql } from "./open-graphql.js";
import { openSharedParts } from "./open-shared-parts.js";
import { createPlanningCharge } from "./planning/charge-planning.js";
import { createRoutes } from "./routes.js";
import { createSubgraphs } from "./subgraph/subgraphs.js";
import type { GenerationParts } from "./supergraph/generation.js";
import { openSupergraph } from "./supergraph/open-supergraph.js";
import { openTokenRoutes } from "./tokens/open-token-routes.js";

/** The parts that the gateway starts with. */
export interface GatewayParts extends AppParts, Pick<GenerationParts, "startPlanner"> {}

/** Starts the gateway; returns its URL. Its parts close in reverse order at the stop. */
export async function startGateway(config: GatewayConfig, parts: GatewayParts): Promise<string> {
  const { log, lifecycle, telemetry } = parts;
  const subgraphs = createSubgraphs(config, parts);
  const { redis: redisConfig } = config.limits.rate;
  const redis = redisConfig === null ? null : await openRedis(redisConfig.url, log, lifecycle);
  const charge = createRateLimiter(config.limits.rate, redis, log);
  const supergraph = await openSupergraph(config.supergraphPath, {
    ...parts,
    caches: createCacheMeters(telemetry),
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
  const identify = openCallers(config, { ...parts, ...shared, redis });
  const handlers = openGraphql(config, { ...parts, ...shared, identify }, supergraph, charge);
  if (config.isProduction && config.playground)
    log.warn("PLAYGROUND is on in production: every client can use the playground");
  const routes = createRoutes(config, supergraph, subgraphs, { ...handlers, tokenRoutes, telemetry });
  const listen = { ...config.listen, isProxy: createTrustedProxies(config.trustedProxies) };
  const server = await startHttpServer(listen, routes, log, telemetry);
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  ownUrl = linkTo(server.url);
  log.info({ url: linkTo(server.url) }, "ready");
  return server.url;
}
