/** Opens the handler of `/graphql`: the pipeline, and the context of each request. */
import { traceOf } from "../platform/http/request-trace.js";
import type { RequestHandler } from "../platform/http/server.js";
import { createTurns } from "../platform/http/turns.js";
import { identifyCaller } from "../platform/identity/caller.js";
import type { AppParts } from "../platform/service/service-config.js";
import { createDenialReport } from "./authorization/report-denials.js";
import type { GatewayConfig } from "./config.js";
import { type ContextParts, createGatewayContext } from "./context.js";
import { createGatewayErrorPresenter } from "./http/present-error.js";
import { createRefreshCookieRelays } from "./http/relay-refresh-cookie.js";
import { createGraphHandler } from "./http/serve-graphql.js";
import { createAnswerTurns } from "./limits/answer-turns.js";
import type { RateLimiter } from "./limits/rate-limit.js";
import { createOperationMeter } from "./metrics/operation-meter.js";
import type { openSharedParts } from "./open-shared-parts.js";
import { readManifest } from "./operations/manifest.js";
import { createPersistedResolver } from "./operations/resolve-persisted.js";
import { createPipeline } from "./pipeline.js";
import type { ServedSupergraph } from "./supergraph/open-supergraph.js";

const noNames: ReadonlySet<string> = new Set();

/** Opens the handler of `/graphql`: the pipeline, and the context of each request. */
export function openGraphql(
  config: GatewayConfig,
  parts: AppParts & ReturnType<typeof openSharedParts> & Pick<ContextParts, "identify">,
  supergraph: ServedSupergraph,
  charge: RateLimiter,
): RequestHandler {
  const { log, load, clientAddress, verifyToken } = parts;
  const presentation = {
    mask: config.maskErrors,
    suggest: config.introspection,
    passedCodes: config.passedErrorCodes,
  };
  const manifest = config.manifestPath === null ? null : readManifest(config.manifestPath);
  const pipeline = createPipeline({
    supergraph,
    limits: config.limits,
    allowedOrigins: config.allowedOrigins,
    resolvePersisted: createPersistedResolver(config.persistedOperations, manifest),
    charge,
    reportDenials: config.ownServices.includes("auth") ? createDenialReport(config, parts) : () => {},
    identify: (accessToken) => identifyCaller(accessToken, verifyToken),
    presentErrorsOf: (context) => createGatewayErrorPresenter(context.log, presentation),
    measureOperation: createOperationMeter(parts.telemetry, {
      operations: manifest?.names ?? noNames,
      clients: manifest?.clients ?? noNames,
    }),
  });
  const contextParts = {
    identify: parts.identify,
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
      presentError(error, request) {
        const present = createGatewayErrorPresenter(log.child(traceOf(request).logFields), presentation);
        return present({ message: (error as Error).message }, error);
      },
    }),
  );
}
