/** Serves the graph over HTTP: calls the pipeline, and sends its responses with the status and headers of HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../../platform/errors.js";
import { Overloaded } from "../../platform/http/load-shedding.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { GatewayContext } from "../context.js";
import type { WriteInTurn } from "../limits/answer-turns.js";
import type { Pipeline } from "../pipeline.js";
import { createWork, type Work, type WorkParts } from "./begin-work.js";
import { combineCacheHints, neverKept } from "./cache-control.js";
import { chooseAnswerType } from "./negotiate-media-type.js";
import type { OperationResponse } from "./present-result.js";
import { type Sending, sendAnswer } from "./send-response.js";
import { refusalType, type StatusMode, statusOfCode, statusOfOperation } from "./status.js";

/** The parts of the handler. */
export interface GraphHandlerOptions extends WorkParts {
  createContext(request: IncomingMessage, response: ServerResponse): Promise<GatewayContext>;
  pipeline: Pipeline;
  writeInTurn: WriteInTurn;
  statusMode: StatusMode;
  /** Presents an error of the request as a whole. */
  presentError(error: unknown, request: IncomingMessage): object;
}

/** Creates the handler. */
export function createGraphHandler(options: GraphHandlerOptions): RequestHandler {
  return async (request, response) => {
    const work = createWork(options);
    try {
      await serve(request, response, work, options);
    } finally {
      // Not only when the client has taken the response, which may be slow.
      work.end();
    }
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  work: Work,
  options: GraphHandlerOptions,
): Promise<void> {
  const { statusMode } = options;
  const type = chooseAnswerType(request);
  const contentType = type?.contentType ?? "application/json; charset=utf-8";
  const sending: Sending = {
    status: 200,
    contentType,
    cacheControl: neverKept,
    compress: false,
    body: null,
  };
  let ipAddress = "";
  try {
    const context = await options.createContext(request, response);
    ({ ipAddress } = context.client);
    const { responses, isBatch } = await work.run(context, async () => {
      if (type === null) {
        throw new HttpRefusal(
          406,
          "Responses are application/graphql-response+json or application/json; accept one of them.",
        );
      }
      return options.pipeline(request, context, () => work.begin(context));
    });
    for (const { headers } of responses) setHeaders(response, headers);
    sending.status = isBatch ? 200 : statusOfOperation(statusMode, responses[0]!, type!.plainJson);
    sending.compress = responses.every(({ type: kind }) => kind === "query");
    if (sending.compress && responses.every(isWhole))
      sending.cacheControl = combineCacheHints(context.cacheHints, context.caller.token !== null);
    sending.body = isBatch ? responses.map(({ body }) => body) : responses[0]!.body;
  } catch (error) {
    const { code, headers = {}, status } = readRefusal(error);
    setHeaders(response, headers);
    if (error instanceof Overloaded && error.delayMilliseconds > 0) {
      work.end();
      await pause(error.delayMilliseconds);
    }
    // The unread rest of a refused body must not be read as the next request.
    if (!request.complete) response.setHeader("connection", "close");
    sending.status =
      status === undefined || (status === 422 && statusMode === "legacy")
        ? statusOfCode(statusMode, code)
        : status;
    sending.body = { errors: [options.presentError(error, request)] };
  }
  // A client that accepts neither type gets plain JSON.
  if (sending.status >= 400 && type !== null)
    sending.contentType = refusalType(statusMode, sending.contentType);
  const way = work.giveWay();
  if (way !== undefined) await way;
  await options.writeInTurn(ipAddress, () => work.measure(() => sendAnswer(request, response, sending)));
}

const isWhole = ({ status, body }: OperationResponse): boolean => status === 200 && body.errors === undefined;

function readRefusal(error: unknown): {
  code: string;
  status?: number;
  headers?: Readonly<Record<string, string>>;
} {
  if (error instanceof HttpRefusal || error instanceof AppError) return error;
  return { code: "INTERNAL_SERVER_ERROR" };
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
