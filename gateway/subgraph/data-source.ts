/** Sends one fetch of a query plan to its subgraph, and turns a failure into an error of the response. */
import type { IncomingHttpHeaders } from "node:http";
import type { ErrorCode } from "../../platform/errors.js";
import { continueAsHeader } from "../../platform/identity/continue-as.js";
import type { GatewayContext } from "../context.js";
import { FetchFailure } from "./failure.js";
import type { InFlight } from "./in-flight.js";
import { readResult, type SubgraphResult } from "./read-result.js";
import { reportFailure } from "./report-failure.js";
import type { SubgraphRequest } from "./request.js";
import type { FetchedResult, ResilientFetch } from "./resilient-fetch.js";
import type { FetchSpans } from "./start-fetch-span.js";
import { toSubgraphHeaders } from "./subgraph-headers.js";

/** The parts of the data source of one subgraph. */
export interface DataSourceParts {
  /** Name of the subgraph in the supergraph. */
  name: string;
  /** Path of its GraphQL endpoint. */
  path: string;
  /** Null for a subgraph of another project: it gets no secret, and cannot sign a caller in. */
  gatewaySecret: string | null;
  fetch: ResilientFetch;
  /** Shared by all subgraphs: a mutation in one may change the results of another. */
  inFlight: InFlight<FetchedResult>;
  isHeavy(query: string): boolean;
  /** Starts the span of a fetch where the request is recorded. */
  startSpan: FetchSpans;
}

/**
 * Sends one fetch of a plan. A failed fetch returns an error for the whole fetch, so that the rest of the plan
 * continues.
 */
export type SubgraphFetch = (
  query: string,
  variables: Readonly<Record<string, unknown>>,
  context: GatewayContext,
) => Promise<SubgraphResult>;

const messages = {
  read: "A part of the service does not answer right now; try again.",
  change: "A part of the service did not answer; it is not known whether the change was made.",
  notSent: "A part of the service does not answer right now; nothing was changed.",
};

const code: ErrorCode = "SERVICE_UNAVAILABLE";

/** Creates the fetch of one subgraph. Of the client's headers, only those in the context are passed on. */
export function createSubgraphDataSource({
  name,
  path,
  gatewaySecret,
  fetch,
  inFlight,
  isHeavy,
  startSpan,
}: DataSourceParts): SubgraphFetch {
  const send = async (request: SubgraphRequest, context: GatewayContext): Promise<SubgraphResult> => {
    const { signal } = context;
    if (request.changes) {
      try {
        const { answer, response } = await fetch(request, signal);
        if (gatewaySecret !== null) takeOver(name, response.headers, context);
        return answer;
      } finally {
        inFlight.forget();
      }
    }
    const { authorization, cookie } = request.headers;
    const key = [name, authorization, cookie, request.body].join("\n");
    const { result, isFirst } = await inFlight.join(key, signal, (shared) => fetch(request, shared));
    context.cacheHints.push(result.response.headers["cache-control"]);
    if (gatewaySecret !== null) takeOver(name, result.response.headers, context);
    if (!isFirst) request.span?.set({ "gatehouse.fetch.shared": true });
    // The executor modifies the data, so each request needs its own copy.
    return isFirst ? result.answer : readResult(result.response);
  };

  return async (query, variables, context) => {
    const changes = !isQuery(query);
    const span = startSpan(context.trace, changes);
    const request: SubgraphRequest = {
      path,
      headers: {
        ...toSubgraphHeaders(context, gatewaySecret, span ?? undefined),
        ...(gatewaySecret !== null && context.refreshCookie.toSubgraph(name)),
      },
      body: JSON.stringify({ query, variables }),
      changes,
      isHeavy: isHeavy(query),
      clientAddress: context.client.ipAddress,
      endsAt: gatewaySecret === null ? null : changes ? context.endsAt : Infinity,
      span,
    };
    try {
      return await send(request, context);
    } catch (error) {
      span?.fail(error);
      if (!(error instanceof FetchFailure)) throw error;
      reportFailure(context, name, error);
      const message = request.changes ? messages[error.mayHaveArrived ? "change" : "notSent"] : messages.read;
      const extensions = { code, ...(error.kind === "crowded" && { retryAfterSeconds: 1 }) };
      return { data: null, errors: [{ message, extensions }] };
    } finally {
      span?.end();
    }
  };
}

/** The planner writes a query as `query …` or `{…}`. Any other text counts as a mutation. */
function isQuery(operation: string): boolean {
  return operation.startsWith("{") || operation.startsWith("query");
}

/** Reads the response headers that concern the rest of the request, and the client. */
function takeOver(name: string, headers: IncomingHttpHeaders, context: GatewayContext): void {
  const token = headers[continueAsHeader];
  if (typeof token === "string") context.bearerToken = token;
  context.refreshCookie.fromSubgraph(name, headers);
}
