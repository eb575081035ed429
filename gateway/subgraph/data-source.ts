/** Sends one fetch of a query plan to its subgraph, and answers for it when it fails. */
import type { IncomingHttpHeaders } from "node:http";
import type { ErrorCode } from "../../platform/errors.js";
import { clientHeaders } from "../../platform/graphql/subgraph-server.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { continueAsHeader } from "../../platform/identity/continue-as.js";
import type { GatewayContext } from "../context.js";
import { readAnswer, type SubgraphAnswer } from "./answer.js";
import { type FailureKind, FetchFailure } from "./failure.js";
import type { FetchedAnswer, GuardedFetch } from "./guarded-fetch.js";
import type { InFlight } from "./in-flight.js";
import type { SubgraphRequest } from "./request.js";

/** What the data source of one subgraph works with. */
export interface DataSourceParts {
  /** As the supergraph calls the subgraph. */
  name: string;
  /** Path of its GraphQL endpoint. */
  path: string;
  /** Null for a subgraph that is none of this project's own: it neither gets the secret nor says who asks. */
  gatewaySecret: string | null;
  fetch: GuardedFetch;
  /** The same for all subgraphs: what one of them changes, another may show. */
  inFlight: InFlight<FetchedAnswer>;
  isHeavy(query: string): boolean;
}

/**
 * Sends one fetch of a plan. One that fails is answered with an error about the whole of it, so that the rest of the plan
 * goes on.
 */
export type SubgraphFetch = (
  query: string,
  variables: Readonly<Record<string, unknown>>,
  context: GatewayContext,
) => Promise<SubgraphAnswer>;

const messages = {
  read: "A part of the service does not answer right now; try again.",
  change: "A part of the service did not answer; it is not known whether the change was made.",
  notSent: "A part of the service does not answer right now; nothing was changed.",
};
const code: ErrorCode = "SERVICE_UNAVAILABLE";

/** Creates the way to one subgraph. Nothing of the client's headers is passed on but what the context holds. */
export function createSubgraphDataSource({
  name,
  path,
  gatewaySecret,
  fetch,
  inFlight,
  isHeavy,
}: DataSourceParts): SubgraphFetch {
  const send = async (request: SubgraphRequest, context: GatewayContext): Promise<SubgraphAnswer> => {
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
    // The executor writes into the answer, so that no two requests can have the same.
    return isFirst ? result.answer : readAnswer(result.response);
  };

  return async (query, variables, context) => {
    const changes = !isQuery(query);
    const request = {
      path,
      headers: {
        ...toSubgraphHeaders(context, gatewaySecret),
        ...(gatewaySecret !== null && context.refreshCookie.toSubgraph(name)),
      },
      body: JSON.stringify({ query, variables }),
      changes,
      isHeavy: isHeavy(query),
      clientAddress: context.client.ipAddress,
      endsAt: gatewaySecret === null ? null : changes ? context.endsAt : Infinity,
    };
    try {
      return await send(request, context);
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      report(context, name, error);
      const message = request.changes ? messages[error.mayHaveArrived ? "change" : "notSent"] : messages.read;
      const extensions = { code, ...(error.kind === "crowded" && { retryAfterSeconds: 1 }) };
      return { data: null, errors: [{ message, extensions }] };
    }
  };
}

/** The planner writes a query as `query …` or `{…}`. Whatever else comes is taken for a change. */
function isQuery(operation: string): boolean {
  return operation.startsWith("{") || operation.startsWith("query");
}

/** What an answer's headers hold for the rest of the request, and for the client. */
function takeOver(name: string, headers: IncomingHttpHeaders, context: GatewayContext): void {
  const token = headers[continueAsHeader];
  if (typeof token === "string") context.bearerToken = token;
  context.refreshCookie.fromSubgraph(name, headers);
}

/** What a subgraph is told beside the operation. */
export function toSubgraphHeaders(
  { bearerToken, trace, client }: GatewayContext,
  gatewaySecret: string | null,
): Record<string, string> {
  return {
    "content-type": "application/json",
    accept: "application/json",
    ...(gatewaySecret !== null && { [gatewaySecretHeader]: gatewaySecret }),
    "x-request-id": trace.requestId,
    traceparent: trace.traceparent,
    [clientHeaders.ipAddress]: client.ipAddress,
    [clientHeaders.userAgent]: client.userAgent,
    ...(bearerToken !== null && { authorization: `Bearer ${bearerToken}` }),
  };
}

const toldElsewhere: ReadonlySet<FailureKind> = new Set(["resting", "crowded", "ended"]);

/** What the gateway itself decides is told once where it begins, and not with each request that it befalls. */
function report({ log }: GatewayContext, subgraph: string, failure: FetchFailure): void {
  const level = toldElsewhere.has(failure.kind) ? "debug" : "warn";
  log[level]({ subgraph, failure: failure.kind, err: failure }, "a subgraph did not answer");
}
