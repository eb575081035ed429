/**
 * Hive Gateway in front of the subgraphs; docs/routers.md has its variables, and what holds behind it.
 * It enforces `@authenticated`, `@requiresScopes` and `@policy` before it fetches; the subgraphs' rules are the second wall.
 */
import { readFileSync } from "node:fs";
import { defineConfig } from "@graphql-hive/gateway";
import { clientHeaders } from "./client-headers.mjs";
import { policiesOfRole } from "./policies.mjs";
import { sendHeaders } from "./send-headers.mjs";
import { verifyTokens } from "./verify-tokens.mjs";

const { env } = process;
const need = (name) => {
  if (!env[name]) throw new Error(`Set ${name}; docs/routers.md says to what.`);
  return env[name];
};

const gatewaySecret = need("GATEWAY_SECRET");
/** `off` leaves everything to the subgraphs' rules: only for a test of them. */
const enforces = env.AUTHORIZATION !== "off";

const supergraph = env.SUPERGRAPH || "../../../schema/supergraph.graphql";
/** Where the subgraphs are, if AUTH_URL and the like say so; otherwise the supergraph does. */
const locations = [...readFileSync(supergraph, "utf8").matchAll(/@join__graph\(name: "([^"]+)"/g)].flatMap(
  ([, name]) => {
    const url = env[`${name.toUpperCase().replaceAll("-", "_")}_URL`];
    return url ? [[name, { location: `${url}/graphql` }]] : [];
  },
);

export const gatewayConfig = defineConfig({
  supergraph,
  transportEntries: {
    ...Object.fromEntries(locations),
    // A query that follows a mutation never joins a request from before it.
    "*.http": { options: { deduplicateInflightRequests: false } },
  },
  plugins: () => [
    ...(enforces
      ? [
          verifyTokens({
            keySetUrl: need("JWKS_URL"),
            issuer: env.TOKEN_ISSUER || "https://gatehouse.local",
            audience: env.TOKEN_AUDIENCE || "gatehouse",
          }),
        ]
      : []),
    sendHeaders(gatewaySecret, clientHeaders(env.CLIENT_ADDRESS_HEADER)),
  ],
  ...(enforces && {
    genericAuth: {
      mode: "protect-granular",
      // The claims of a valid token; their `scope` is what `@requiresScopes` asks for.
      resolveUserFn: ({ jwt }) => jwt?.payload ?? null,
      extractPolicies: ({ roles }) => roles.flatMap((role) => policiesOfRole[role] ?? []),
    },
  }),
  // The subgraphs' own codes and messages reach the client, and no name of a subgraph.
  subgraphErrors: { errorCode: false, subgraphNameProp: false },
  upstreamTimeout: 15_000,
  cors: { origin: env.ALLOWED_ORIGINS?.split(",") ?? [], credentials: false },
  landingPage: false,
  graphiql: false,
  ...(env.NODE_ENV === "production" && { disableIntrospection: {} }),
});
