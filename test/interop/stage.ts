/** A router over the subgraphs of a system, and what checks do with it. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Lifecycle } from "../../platform/closer-stack.js";
import { type SubgraphName, subgraphNames } from "../../schema/services.js";
import type { GraphAnswer } from "../support/client.js";
import type { TestSystem } from "../support/system.js";
import { type BadTokens, forgeTokens } from "./forge-tokens.js";
import type { Router, RouterOptions, RunningRouter } from "./router.js";

/** A response of the router; other routers leave out parts of it. */
export interface Answer<Data = Record<string, unknown>> {
  status: number;
  headers: Headers;
  data: Data | null | undefined;
  errors: {
    message: string;
    path?: (string | number)[];
    extensions?: { code?: string; fields?: object[] };
  }[];
}

/** Sends an operation. */
export type Send = <Data = Record<string, unknown>>(
  query: string,
  variables?: object,
) => Promise<Answer<Data>>;

/** What checks use. */
export interface Stage {
  system: TestSystem;
  router: Router;
  url: string;
  /** Sends to the router, with a token or not, and with more headers or fields of the body. */
  as(token?: string, more?: { headers?: Record<string, string>; body?: object; url?: string }): Send;
  /** As `as`, and returns the data. @throws Error with the response when it has errors. */
  data<Data>(token: string | undefined, query: string, variables?: object): Promise<Data>;
  /** Makes bad tokens from a good one. */
  forge(token: string): BadTokens;
  /** Runs the task and returns how many operations the subgraphs got meanwhile. */
  countFetches(task: () => Promise<unknown>): Promise<number>;
  /** Starts the router once more, otherwise set up; it stops with the stage. */
  startAnother(changes: Partial<RouterOptions>): Promise<RunningRouter>;
}

/** Starts the router over the system. */
export async function openStage(system: TestSystem, router: Router, lifecycle: Lifecycle): Promise<Stage> {
  const options: RouterOptions = { system, gatewaySecret: system.gatewaySecret, enforces: true };
  const start = async (changes: Partial<RouterOptions>) => {
    const running = await router.start({ ...options, ...changes });
    lifecycle.onStop(running.stop);
    return running;
  };
  const { url } = await start({});
  const countFetches = openCounter(system, lifecycle);
  const as: Stage["as"] = (token, more = {}) => createSend(more.url ?? url, token, more);
  return {
    system,
    router,
    url,
    as,
    async data<Data>(token: string | undefined, query: string, variables: object = {}) {
      const answer = await as(token)<Data>(query, variables);
      if (answer.errors.length > 0 || answer.data == null) throw new Error(describe(answer));
      return answer.data;
    },
    forge: (token) => forgeTokens(system, token),
    countFetches,
    startAnother: start,
  };
}

/** A response in short, for people. */
export const describe = ({ status, data, errors }: Omit<Answer<unknown>, "headers">): string =>
  `${status} ${JSON.stringify(errors.length > 0 ? errors.map(({ message, extensions }) => extensions?.code ?? message) : data)}`;

/** The codes of the errors, or their messages where they have none. */
export const codesOf = ({ errors }: Pick<Answer<unknown>, "errors">): string[] =>
  errors.map(({ extensions, message }) => extensions?.code ?? message);

function createSend(
  url: string,
  token: string | undefined,
  { headers = {}, body = {} }: { headers?: Record<string, string>; body?: object },
): Send {
  return async <Data>(query: string, variables: object = {}): Promise<Answer<Data>> => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables, ...body }),
    });
    const { data, errors = [] } = (await response.json()) as Pick<GraphAnswer<Data>, "data" | "errors">;
    return { status: response.status, headers: response.headers, data, errors };
  };
}

/** Counts the operations that reach the subgraphs, which are in this process. */
function openCounter(system: TestSystem, { onStop }: Pick<Lifecycle, "onStop">): Stage["countFetches"] {
  const ports = new Set(subgraphNames.map((name: SubgraphName) => Number(new URL(system.urls[name]).port)));
  let fetches = 0;
  const onRequest = (message: unknown) => {
    const { method, url, socket } = (message as { request: IncomingMessage }).request;
    if (method === "POST" && url === "/graphql" && ports.has(socket.localPort ?? 0)) fetches += 1;
  };
  subscribe("http.server.request.start", onRequest);
  onStop(() => void unsubscribe("http.server.request.start", onRequest));
  return async (task) => {
    fetches = 0;
    await task();
    return fetches;
  };
}
