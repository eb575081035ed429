/** Front ends for tests of @gatehouse/client: the kit as an app creates it, and what it sends. */
import { createGatehouseClient, type GatehouseClientOptions } from "@gatehouse/client";

/** One request, as far as tests ask for it. */
export interface SentOperation {
  operationName: string;
  variables: Record<string, unknown>;
  authorization: string | null;
}

/** A client, and the operations that it has sent. */
export function createFrontEnd(url: string, options: GatehouseClientOptions = {}) {
  const sent: SentOperation[] = [];
  const send = options.fetch ?? fetch;
  const client = createGatehouseClient({
    ...options,
    url: `${url}/graphql`,
    fetch: (input, init) => {
      const { operationName, variables } = JSON.parse(String(init?.body)) as SentOperation;
      const authorization = new Headers(init?.headers).get("authorization");
      sent.push({ operationName, variables, authorization });
      return send(input, init);
    },
  });
  return { client, sent, names: () => sent.map(({ operationName }) => operationName) };
}

/** A storage as `localStorage`, for several clients that stand for the tabs of one browser. */
export function createStorage() {
  const entries = new Map<string, string>();
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
    values: () => [...entries.values()],
  };
}

/** A response of the gateway, written by hand where no real one can be brought about. */
export function respond(body: object, headers: Record<string, string> = {}, status = 200): Response {
  const type = { "content-type": "application/graphql-response+json" };
  return new Response(JSON.stringify(body), { status, headers: { ...type, ...headers } });
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What `refresh` returns: tokens that no server would accept. */
export const issueTokens = (expiresIn = 300) => ({
  accessToken: `${encode({})}.${encode({ sub: "user", sid: "session", roles: ["USER"], jti: Math.random() })}.`,
  refreshToken: "next",
  expiresIn,
});
