/** Serves the graph over HTTP: calls the pipeline, and sends its responses with the status and headers of HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, unavailable } from "../../platform/errors.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { GatewayContext } from "../context.js";
import type { WriteInTurn } from "../limits/answer-turns.js";
import type { Turns } from "../limits/turns.js";
import type { Pipeline } from "../pipeline.js";
import { combineCacheHints, neverKept } from "./cache-control.js";
import { chooseAnswerType } from "./negotiate-media-type.js";
import type { OperationResponse } from "./present-result.js";
import { type Sending, sendAnswer } from "./send-response.js";
import { refusalType, type StatusMode, statusOfCode, statusOfOperation } from "./status.js";

/** The parts of the handler. */
export interface GraphHandlerOptions {
  createContext(request: IncomingMessage, response: ServerResponse): Promise<GatewayContext>;
  pipeline: Pipeline;
  /**
   * Takes a place for a request from this address; returns how to give it back.
   * @throws AppError when all are taken.
   */
  takePlace(ipAddress: string): () => void;
  /** Waits for the turn of a request from this address. */
  takeTurn: Turns;
  writeInTurn: WriteInTurn;
  statusMode: StatusMode;
  /** Presents an error of the request as a whole. */
  presentError(error: unknown): object;
}

/** Creates the handler. */
export function createGraphHandler(options: GraphHandlerOptions): RequestHandler {
  const { statusMode } = options;
  return async (request, response) => {
    const type = chooseAnswerType(request);
    const contentType = type?.contentType ?? "application/json; charset=utf-8";
    const sending: Sending = {
      status: 200,
      contentType,
      cacheControl: neverKept,
      compress: false,
      body: null,
    };
    let leavePlace = () => {};
    let ipAddress = "";
    try {
      const context = await options.createContext(request, response);
      if (type === null) {
        throw new HttpRefusal(
          406,
          "Responses are application/graphql-response+json or application/json; accept one of them.",
        );
      }
      const { responses, isBatch } = await options.pipeline(request, context, async () => {
        // A body that arrives slowly takes no place from other requests.
        ({ ipAddress } = context.client);
        leavePlace = options.takePlace(ipAddress);
        await options.takeTurn(ipAddress);
        if (context.signal.aborted)
          throw unavailable("The request has waited too long for its turn; try again.");
      });
      for (const { headers } of responses) setHeaders(response, headers);
      sending.status = isBatch ? 200 : statusOfOperation(statusMode, responses[0]!, type.plainJson);
      sending.compress = responses.every(({ type: kind }) => kind === "query");
      if (sending.compress && responses.every(isWhole))
        sending.cacheControl = combineCacheHints(context.cacheHints, context.caller.token !== null);
      sending.body = isBatch ? responses.map(({ body }) => body) : responses[0]!.body;
    } catch (error) {
      const { code, headers = {}, status } = readRefusal(error);
      setHeaders(response, headers);
      // The unread rest of a refused body must not be parsed as the next request.
      if (!request.complete) response.setHeader("connection", "close");
      sending.status =
        status === undefined || (status === 422 && statusMode === "legacy")
          ? statusOfCode(statusMode, code)
          : status;
      sending.body = { errors: [options.presentError(error)] };
    }
    // A client that accepts neither type gets plain JSON.
    if (sending.status >= 400 && type !== null)
      sending.contentType = refusalType(statusMode, sending.contentType);
    try {
      await options.writeInTurn(ipAddress, () => sendAnswer(request, response, sending));
    } finally {
      // The place is free at once, and not only when a slow client has read the response.
      leavePlace();
    }
  };
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
