/** Serves the REST routes: runs the operation of a route, and sends its result with the status that a Flask service would. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../../platform/errors.js";
import { Overloaded } from "../../platform/http/load-shedding.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { GatewayContext } from "../context.js";
import { createWork, type Work, type WorkParts } from "../http/begin-work.js";
import { neverKept } from "../http/cache-control.js";
import type { OperationResponse } from "../http/present-result.js";
import { sendAnswer } from "../http/send-response.js";
import type { WriteInTurn } from "../limits/answer-turns.js";
import type { OperationParameters } from "../operations/operation-request.js";
import { markDeprecated } from "./deprecation.js";
import { chooseRoute, type MatchedPath } from "./match-route.js";
import { completeBearer, readRestInput } from "./read-input.js";
import type { RestError, RestRoute } from "./rest-route.js";
import { restStatusOf } from "./rest-status.js";
import { type RestResult, runRoute, toErrorBody } from "./run-route.js";

/** The parts of the handler. */
export interface RestParts extends WorkParts {
  createContext(request: IncomingMessage, response: ServerResponse): Promise<GatewayContext>;
  /** Runs one operation through the pipeline. */
  runOperation(parameters: OperationParameters, context: GatewayContext): Promise<OperationResponse>;
  writeInTurn: WriteInTurn;
  /** Presents an error of the request as a whole. */
  presentError(error: unknown, request: IncomingMessage): RestError;
  bodyBytes: number;
  /** Is told of each request to a route. */
  onUse(route: RestRoute, context: GatewayContext): void;
}

/** Creates the handler of the routes of one path. */
export function createRestHandler(
  matched: MatchedPath,
  until: Date | null,
  parts: RestParts,
): RequestHandler {
  return async (request, response) => {
    const work = createWork(parts);
    try {
      markDeprecated(response, until);
      await serve(request, response, work, matched, parts);
    } finally {
      work.end();
    }
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  work: Work,
  matched: MatchedPath,
  parts: RestParts,
): Promise<void> {
  let result: RestResult;
  let ipAddress = "";
  try {
    completeBearer(request);
    const context = await parts.createContext(request, response);
    ({ ipAddress } = context.client);
    result = await work.run(context, async () => {
      const route = chooseRoute(matched, request.method);
      parts.onUse(route, context);
      const limits = { path: matched.parameters, bodyBytes: parts.bodyBytes };
      const input = await readRestInput(request, route, limits, () => work.begin(context));
      return runRoute(route, input, (parameters) => parts.runOperation(parameters, context));
    });
  } catch (error) {
    if (error instanceof Overloaded && error.delayMilliseconds > 0) {
      work.end();
      await pause(error.delayMilliseconds);
    }
    result = presentRefusal(error, parts.presentError(error, request));
  }
  // The unread rest of a body must not be read as the next request.
  if (!request.complete) response.setHeader("connection", "close");
  for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
  if (result.status === 401) response.setHeader("www-authenticate", "Bearer");
  const sending = {
    status: result.status,
    contentType: "application/json; charset=utf-8",
    cacheControl: neverKept,
    compress: false,
    body: result.body,
  };
  const way = work.giveWay();
  if (way !== undefined) await way;
  await parts.writeInTurn(ipAddress, () => work.measure(() => sendAnswer(request, response, sending)));
}

function presentRefusal(error: unknown, presented: RestError): RestResult {
  const code = String(presented.extensions?.["code"]);
  const isAbout = error instanceof HttpRefusal || error instanceof AppError;
  const status =
    error instanceof HttpRefusal && error.status !== 422 ? error.status : restStatusOf(code, isAbout);
  const headers = isAbout && "headers" in error ? (error.headers as Record<string, string>) : {};
  const wait = status === 503 ? { "retry-after": "1" } : {};
  return { status, headers: { ...wait, ...headers }, body: toErrorBody(status, presented) };
}
