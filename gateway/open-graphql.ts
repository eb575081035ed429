/** Opens what runs operations: the handler of `/graphql` and, where they are on, the REST routes of the replaced services. */
import type { IncomingMessage, ServerResponse } from "node:http";
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
import { createOperationRunner, createPipeline, type PipelineParts } from "./pipeline.js";
import { openRest, type RestOptions } from "./rest/open-rest.js";
import { withRestOperations } from "./rest/operations.js";
import type { ServedSupergraph } from "./supergraph/open-supergraph.js";

const noNames: ReadonlySet<string> = new Set();

/** The handlers over one pipeline. */
export interface OperationHandlers {
  graphql: RequestHandler;
  /** Returns the handler of a REST route; `checks` are those of the services of this system. */
  openRest: ((checks: RestOptions["checks"]) => (path: string) => RequestHandler | undefined) | null;
}

/** Opens the pipeline, the context of each request, and the handlers. */
export function openGraphql(
  config: GatewayConfig,
  parts: AppParts & ReturnType<typeof openSharedParts> & Pick<ContextParts, "identify">,
  supergraph: ServedSupergraph,
  charge: RateLimiter,
): OperationHandlers {
  const { log, load, clientAddress, verifyToken } = parts;
  const presentation = {
    mask: config.maskErrors,
    suggest: config.introspection,
    passedCodes: config.passedErrorCodes,
  };
  const registered = config.manifestPath === null ? null : readManifest(config.manifestPath);
  const manifest = config.restFacade.isOn ? withRestOperations(registered) : registered;
  const pipelineParts: PipelineParts = {
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
  };
  const run = createOperationRunner(pipelineParts);
  const contextParts = {
    identify: parts.identify,
    clientAddress,
    refreshCookieOf: createRefreshCookieRelays(config.refreshCookie, config.allowedOrigins, {
      insecure: config.refreshCookieInsecure,
    }),
    timeoutMilliseconds: config.requestTimeoutMilliseconds,
    log,
  };
  const serving = {
    createContext: (request: IncomingMessage, response: ServerResponse) =>
      createGatewayContext(request, response, contextParts),
    takePlace: load.enter,
    turns: createTurns(config.load.maximumInFlight),
    writeInTurn: createAnswerTurns(),
    presentError(error: unknown, request: IncomingMessage) {
      const present = createGatewayErrorPresenter(log.child(traceOf(request).logFields), presentation);
      return present({ message: (error as Error).message }, error);
    },
  };
  const pipeline = createPipeline(pipelineParts, run);
  const graphql = load.shed(createGraphHandler({ ...serving, pipeline, statusMode: config.statusMode }));
  if (!config.restFacade.isOn) return { graphql, openRest: null };
  return {
    graphql,
    openRest: (checks) =>
      openRest({
        ...parts,
        ...serving,
        until: config.restFacade.until,
        runOperation: (parameters, context) => run(parameters, context, false),
        bodyBytes: config.limits.bodyBytes,
        shed: load.shed,
        checks,
      }),
  };
}
