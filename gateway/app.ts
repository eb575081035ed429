/** Wires the gateway together: the supergraph, its subgraphs, HTTP. */
import { readFileSync } from "node:fs";
import { ApolloGateway } from "@apollo/gateway";
import cors from "cors";
import { parse, print } from "graphql";
import { Pool } from "undici";
import { startApolloServer } from "../platform/graphql/apollo.js";
import { createGraphQLHandler } from "../platform/graphql/http-handler.js";
import { createReadyHandler, liveHandler } from "../platform/http/health.js";
import { type RequestHandler, startHttpServer } from "../platform/http/server.js";
import { createTrust } from "../platform/identity/trust.js";
import { StartError } from "../platform/lifecycle.js";
import { type AppParts, type ServiceName, serviceNames } from "../platform/service-config.js";
import type { GatewayConfig } from "./config.js";
import { createGatewayContext, type GatewayContext } from "./context.js";
import { createPlaygroundRoutes } from "./playground/routes.js";
import { operationChoicePlugin, operationLogPlugin, plainAnswerPlugin } from "./plugins.js";
import { createRefreshCookieRelays } from "./refresh-cookie.js";
import { createSubgraphDataSource } from "./subgraph/data-source.js";
import { withoutEnforcedFeatures } from "./supergraph/planner-sdl.js";

const connectionsPerSubgraph = 64;
const preflightSeconds = 600;

/** Starts the gateway; answers where it listens. Its parts close in reverse order at the stop. */
export async function startGateway(config: GatewayConfig, parts: AppParts): Promise<string> {
  const { log, lifecycle } = parts;
  const timeout = config.subgraphTimeoutMilliseconds;
  const pools = new Map<string, Pool>(
    serviceNames.map((name) => [
      name,
      new Pool(config.serviceUrls[name], {
        connections: connectionsPerSubgraph,
        headersTimeout: timeout,
        bodyTimeout: timeout,
        connectTimeout: Math.min(timeout, 5_000),
      }),
    ]),
  );
  lifecycle.onStop(async () => {
    await Promise.all([...pools.values()].map((pool) => pool.destroy()));
  });
  const poolOf = (name: string): Pool => {
    const pool = pools.get(name);
    if (pool === undefined)
      throw new StartError(`The supergraph names a subgraph "${name}" whose address is not known.`);
    return pool;
  };

  const gateway = new ApolloGateway({
    supergraphSdl: print(withoutEnforcedFeatures(parse(readSupergraph(config.supergraphPath)))),
    buildService: ({ name }) => createSubgraphDataSource(name, poolOf(name), config.gatewaySecret),
    logger: {
      debug: () => {},
      info: () => {},
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  });
  const apollo = await startApolloServer<GatewayContext>(
    {
      gateway,
      introspection: config.introspection,
      plugins: [operationChoicePlugin, operationLogPlugin, plainAnswerPlugin],
    },
    log,
  );
  lifecycle.onStop(() => apollo.stop());
  const verifyToken = createTrust("gateway", config, parts);
  const refreshCookieOf = createRefreshCookieRelays(config.refreshCookie, config.allowedOrigins);
  const graphql = withCors(
    config.allowedOrigins,
    config.refreshCookie,
    createGraphQLHandler(apollo, (request, response) =>
      createGatewayContext(request, response, verifyToken, refreshCookieOf, log),
    ),
  );

  const routes: Record<string, RequestHandler> = {
    ...(config.playground ? createPlaygroundRoutes() : {}),
    "/graphql": graphql,
    "/health/live": liveHandler,
    "/health/ready": createReadyHandler(
      Object.fromEntries(serviceNames.map((name) => [name, () => requireReady(name, poolOf(name))])),
    ),
  };
  const server = await startHttpServer(config.listen, (path) => routes[path], log);
  lifecycle.onStop(server.stop);
  log.info({ url: server.url }, "ready");
  return server.url;
}

function readSupergraph(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new StartError(`The supergraph ${path} cannot be read; set SUPERGRAPH_PATH.`);
  }
}

async function requireReady(name: ServiceName, pool: Pool): Promise<void> {
  const { statusCode, body } = await pool.request({ method: "GET", path: "/health/ready" });
  await body.dump();
  if (statusCode !== 200) throw new Error(`The subgraph ${name} is not ready.`);
}

/** Lets pages of the allowed origins in, with cookies or without, and answers their preflights. */
function withCors(origins: readonly string[], credentials: boolean, handler: RequestHandler): RequestHandler {
  const apply = cors({
    origin: [...origins],
    credentials,
    methods: ["GET", "POST"],
    exposedHeaders: ["x-request-id"],
    maxAge: preflightSeconds,
  });
  return (request, response) =>
    new Promise((resolve, reject) => {
      response.once("close", resolve);
      apply(request, response, (error?: unknown) => {
        if (error) reject(error);
        else Promise.resolve(handler(request, response)).then(resolve, reject);
      });
    });
}
