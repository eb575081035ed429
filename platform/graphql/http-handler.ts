/** Serves a GraphQL server over HTTP, as the GraphQL over HTTP specification defines it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApolloServer, type BaseContext, HeaderMap } from "@apollo/server";
import { readJsonBody } from "../http/body.js";
import { HttpRefusal } from "../http/refusal.js";
import { sendJson } from "../http/send-json.js";
import type { RequestHandler } from "../http/server.js";

/** The largest request body in bytes. */
const maximumBodyBytes = 256 * 1024;

/** Returns the handler. `createContext` runs once for each request, after its body has been read. */
export function createGraphQLHandler<Context extends BaseContext>(
  server: ApolloServer<Context>,
  createContext: (request: IncomingMessage, response: ServerResponse) => Promise<Context>,
): RequestHandler {
  return async (request, response) => {
    let body: unknown;
    try {
      body = await readJsonBody(request, maximumBodyBytes);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) throw error;
      response.setHeader("connection", "close");
      return sendJson(response, error.status, {
        errors: [{ message: error.message, extensions: { code: error.code } }],
      });
    }
    const url = request.url ?? "";
    const answer = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? "GET",
        headers: toHeaderMap(request),
        search: url.includes("?") ? url.slice(url.indexOf("?")) : "",
        body,
      },
      context: () => createContext(request, response),
    });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.setHeader("x-content-type-options", "nosniff");
    response.statusCode = answer.status ?? 200;
    if (answer.body.kind === "complete") {
      response.setHeader("content-length", Buffer.byteLength(answer.body.string));
      response.end(answer.body.string);
      return;
    }
    for await (const chunk of answer.body.asyncIterator) response.write(chunk);
    response.end();
  };
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}
