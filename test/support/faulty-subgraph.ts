/** A subgraph over a real socket that answers for real, until a test tells it to do something else. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse } from "graphql";

/** One fetch that has reached the subgraph. */
export interface ReceivedFetch {
  path: string;
  query: string;
  variables: Record<string, unknown>;
  headers: IncomingMessage["headers"];
  /** Resolves when the connection is closed before the response was complete. */
  cutOff: Promise<void>;
}

/** Returns a fetch in place of the subgraph, or lets it answer by calling `answer`. */
export type Behaviour = (
  response: ServerResponse,
  answer: () => Promise<void>,
  fetch: ReceivedFetch,
) => Promise<void> | void;

/** The subgraph. */
export interface FaultySubgraph {
  name: string;
  sdl: string;
  url: string;
  /** Every fetch since the last call of `behave`. */
  fetches: ReceivedFetch[];
  /** From now on it behaves like this; like a good subgraph when nothing is given. */
  behave(behaviour?: Behaviour): void;
  /** Stops listening and cuts every connection; `start` listens again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const good: Behaviour = (_response, answer) => answer();

/** Starts it. */
export async function startFaultySubgraph(
  name: string,
  sdl: string,
  resolvers: Record<string, unknown>,
): Promise<FaultySubgraph> {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as Record<string, never> });
  let behaviour = good;
  let fetches: ReceivedFetch[] = [];

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.method !== "POST") return void response.end("{}");
    const { query, variables } = JSON.parse(body);
    const cutOff = new Promise<void>((resolve) => {
      response.once("close", () => !response.writableFinished && resolve());
    });
    const fetch = { path: request.url ?? "", query, variables, headers: request.headers, cutOff };
    fetches.push(fetch);
    const answer = async () => {
      const result = await graphql({ schema, source: query, variableValues: variables });
      response.setHeader("content-type", "application/json").end(JSON.stringify(result));
    };
    await behaviour(response, answer, fetch);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    name,
    sdl,
    url: `http://127.0.0.1:${port}`,
    get fetches() {
      return fetches;
    },
    behave(next = good) {
      behaviour = next;
      fetches = [];
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    start: () => listen(port),
  };
}
