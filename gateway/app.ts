/** Wires the gateway together: the supergraph, its subgraphs, HTTP. */
import { readFileSync } from "node:fs";
import { ApolloGateway } from "@apollo/gateway";
import { parse, print } from "graphql";
import { startApolloServer } from "../platform/graphql/apollo.js";
import { createReadyHandler, liveHandler } from "../platform/http/health.js";
import { type RequestHandler, startHttpServer } from "../platform/http/server.js";
import { createTrust } from "../platform/identity/trust.js";
import { StartError } from "../platform/lifecycle.js";
import { type AppParts, serviceNames } from "../platform/service-config.js";
import { createClientAddress } from "./client-address.js";
import type { GatewayConfig } from "./config.js";
import { createGatewayContext, type GatewayContext } from "./context.js";
import { withCors } from "./http/cors.js";
import { createGraphHandler } from "./http/handler.js";
import { createGatewayErrorPresenter } from "./http/present-error.js";
import { createMailboxHandler } from "./mailbox.js";
import { createDocuments, preparedDocuments } from "./operations/documents.js";
import { readManifest } from "./operations/manifest.js";
import { createPersistedOperations } from "./operations/persisted.js";
import { createOperationRunner } from "./operations/run.js";
import { createPlaygroundRoutes } from "./playground/routes.js";
import { createRefreshCookieRelays } from "./refresh-cookie.js";
import { createSubgraphs } from "./subgraph/subgraphs.js";
import { withoutEnforcedFeatures } from "./supergraph/planner-sdl.js";

/** Starts the gateway; answers where it listens. Its parts close in reverse order at the stop. */
export async function startGateway(config: GatewayConfig, parts: AppParts): Promise<string> {
  const { log, lifecycle } = parts;
  const subgraphs = createSubgraphs(config, log, lifecycle);
  const gateway = new ApolloGateway({
    supergraphSdl: print(withoutEnforcedFeatures(parse(readSupergraph(config.supergraphPath)))),
    buildService: ({ name }) => subgraphs.dataSource(name),
    logger: {
      debug: () => {},
      info: () => {},
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  });
  const presentError = createGatewayErrorPresenter(log, {
    mask: config.maskErrors,
    suggest: config.introspection,
  });
  const documents = createDocuments(config.limits.operation, {
    introspection: config.introspection,
    ...(config.maskErrors && { maximumErrors: 1 }),
  });
  const apollo = await startApolloServer<GatewayContext>(
    {
      gateway,
      introspection: config.introspection,
      formatError: presentError,
      ...preparedDocuments(documents),
    },
    log,
  );
  lifecycle.onStop(() => apollo.stop());
  const verifyToken = createTrust("gateway", config, parts);
  const refreshCookieOf = createRefreshCookieRelays(config.refreshCookie, config.allowedOrigins);
  const clientAddress = createClientAddress(config.trustedProxies);
  const graphql = withCors(
    config.allowedOrigins,
    config.refreshCookie,
    createGraphHandler({
      createContext: (request, response) =>
        createGatewayContext(request, response, {
          verifyToken,
          clientAddress,
          refreshCookieOf,
          timeoutMilliseconds: config.requestTimeoutMilliseconds,
          log,
        }),
      run: createOperationRunner({
        apollo,
        documents,
        persisted: createPersistedOperations(
          config.persistedOperations,
          config.manifestPath === null ? null : readManifest(config.manifestPath),
        ),
        limits: config.limits.operation,
        presentError,
      }),
      limits: config.limits,
      presentError: (error) => presentError({ message: (error as Error).message }, error),
    }),
  );

  const routes: Record<string, RequestHandler> = {
    ...(config.playground ? createPlaygroundRoutes() : {}),
    ...(config.playground && { "/mailbox": createMailboxHandler(config) }),
    "/graphql": graphql,
    "/health/live": liveHandler,
    "/health/ready": createReadyHandler(
      Object.fromEntries(serviceNames.map((name) => [name, () => subgraphs.requireReady(name)])),
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
