/** Serves the graph over HTTP: from the request's parameters to the answer on the wire. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, unavailable } from "../../platform/errors.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import type { RequestHandler } from "../../platform/http/server.js";
import type { GatewayContext } from "../context.js";
import type { LimitsConfig } from "../limits/config.js";
import type { Turns } from "../limits/turns.js";
import type { OperationAnswer, OperationRunner } from "../pipeline.js";
import { combineCacheHints, neverKept } from "./cache-control.js";
import { chooseAnswerType } from "./negotiate-media-type.js";
import { readRequestParameters } from "./read-parameters.js";
import { type Sending, sendAnswer } from "./send-response.js";
import { refusalType, type StatusMode, statusOfCode, statusOfOperation } from "./status.js";

/** What the handler is made of. */
export interface GraphHandlerOptions {
  createContext(request: IncomingMessage, response: ServerResponse): Promise<GatewayContext>;
  run: OperationRunner;
  /** Takes a place for the work of a request from this address; returns what gives it back. @throws AppError for none. */
  takePlace(ipAddress: string): () => void;
  /** Waits until the work of a request from this address may begin. */
  takeTurn: Turns;
  limits: LimitsConfig;
  statusMode: StatusMode;
  /** Origins whose pages may ask by GET. */
  allowedOrigins: readonly string[];
  /** What a client sees of an error that is not an operation's. */
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
    try {
      const context = await options.createContext(request, response);
      if (type === null) {
        throw new HttpRefusal(
          406,
          "Answers are application/graphql-response+json or application/json; accept one.",
        );
      }
      const { operations, isBatch } = await readRequestParameters(request, {
        bodyBytes: options.limits.bodyBytes,
        batch: options.limits.operation.batch,
        allowedOrigins: options.allowedOrigins,
      });
      // A body that trickles in is no work yet, and must not keep others out.
      leavePlace = options.takePlace(context.client.ipAddress);
      await options.takeTurn(context.client.ipAddress);
      if (context.signal.aborted)
        throw unavailable("The request has waited too long for its turn; try again.");
      const isGet = request.method === "GET" || request.method === "HEAD";
      const answers = await Promise.all(operations.map((one) => options.run(one, context, isGet)));
      for (const { headers } of answers) setHeaders(response, headers);
      sending.status = isBatch ? 200 : statusOfOperation(statusMode, answers[0]!, type.plainJson);
      sending.compress = answers.every(({ type: kind }) => kind === "query");
      if (sending.compress && answers.every(isWhole))
        sending.cacheControl = combineCacheHints(context.cacheHints, context.caller.token !== null);
      sending.body = isBatch ? answers.map(({ body }) => body) : answers[0]!.body;
    } catch (error) {
      const { code, headers = {}, status } = readRefusal(error);
      setHeaders(response, headers);
      // What has not been read of a refused body must not be taken for the next request.
      if (!request.complete) response.setHeader("connection", "close");
      sending.status =
        status === undefined || (status === 422 && statusMode === "legacy")
          ? statusOfCode(statusMode, code)
          : status;
      sending.body = { errors: [options.presentError(error)] };
    }
    // To a client that accepts neither type, nothing can be said in the one that it has not asked for.
    if (sending.status >= 400 && type !== null)
      sending.contentType = refusalType(statusMode, sending.contentType);
    try {
      await sendAnswer(request, response, sending);
    } finally {
      // Not when the client has taken the answer: it may take its time.
      leavePlace();
    }
  };
}

const isWhole = ({ status, body }: OperationAnswer): boolean => status === 200 && body.errors === undefined;

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
