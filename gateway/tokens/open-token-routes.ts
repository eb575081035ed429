/** Opens what the gateway serves to other services about access tokens: keys, metadata, introspection. */
import { Pool } from "undici";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import type { LoadShedding } from "../../platform/http/load-shedding.js";
import type { RequestHandler } from "../../platform/http/server.js";
import { type IntrospectionResponse, introspectionPath } from "../../platform/identity/introspection.js";
import type { RemoteKeySet } from "../../platform/identity/key-source.js";
import { isRecord } from "../../platform/is-record.js";
import { keySetPath } from "../../platform/service/open-token-verifier.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { Trace } from "../../platform/telemetry/trace.js";
import type { GatewayConfig } from "../config.js";
import type { ClientAddress } from "../http/client-address.js";
import type { Redis } from "../limits/open-redis.js";
import { createRateLimiter } from "../limits/rate-limit.js";
import { createClientCheck } from "./authenticate-client.js";
import { createIntrospectionEndpoint } from "./introspect-token.js";
import { isIssuerUrl, ownUrl } from "./issuer-url.js";
import { createKeySetHandler } from "./serve-key-set.js";
import { createMetadataRoutes, introspectionEndpointPath } from "./serve-metadata.js";

/** What the routes use of the gateway. */
export interface TokenRouteParts extends Pick<AppParts, "log" | "lifecycle"> {
  keySet: RemoteKeySet;
  clientAddress: ClientAddress;
  load: LoadShedding;
  redis: Redis | null;
  /** Returns the URL at which this machine reaches the gateway. */
  listensAt(): string;
}

/** Failed authentications of clients at one address in a minute. */
const failuresPerAddress = 30;
const timing = { connectMilliseconds: 3_000, answerMilliseconds: 5_000 };
const connections = 16;

/** Returns the handlers by path. */
export function openTokenRoutes(
  config: GatewayConfig,
  parts: TokenRouteParts,
): Readonly<Record<string, RequestHandler>> {
  const introspection = config.introspectionClients.length > 0;
  return {
    [keySetPath]: createKeySetHandler(parts.keySet),
    ...openMetadata(config, introspection, parts),
    ...(introspection && { [introspectionEndpointPath]: openIntrospection(config, parts) }),
  };
}

function openMetadata(
  { publicUrl, tokens: { issuer }, keySetCacheSeconds }: GatewayConfig,
  introspection: boolean,
  { listensAt, log }: TokenRouteParts,
): Record<string, RequestHandler> {
  if (publicUrl === null || !isIssuerUrl(issuer)) {
    log.info(
      "/.well-known/oauth-authorization-server is not served: set TOKEN_ISSUER to the URL of the gateway, or PUBLIC_URL too where that is another",
    );
    return {};
  }
  return createMetadataRoutes({
    issuer,
    introspection,
    cacheSeconds: keySetCacheSeconds,
    publicUrl: () => (publicUrl === ownUrl ? listensAt() : publicUrl),
  });
}

function openIntrospection(config: GatewayConfig, parts: TokenRouteParts): RequestHandler {
  const { redis: shared } = config.limits.rate;
  const pool = new Pool(config.serviceUrls.auth, {
    connections,
    connectTimeout: timing.connectMilliseconds,
    headersTimeout: timing.answerMilliseconds,
    bodyTimeout: timing.answerMilliseconds,
  });
  parts.lifecycle.onStop(() => pool.close());
  return createIntrospectionEndpoint({
    ...parts,
    isClient: createClientCheck(config.introspectionClients),
    countFailure: createRateLimiter(
      {
        user: 0,
        address: failuresPerAddress,
        redis: shared === null ? null : { ...shared, prefix: `${shared.prefix}:introspection` },
      },
      parts.redis,
      parts.log,
    ),
    askAuth: createIntrospectionQuestion(pool, config.gatewaySecret),
  });
}

function createIntrospectionQuestion(pool: Pool, gatewaySecret: string) {
  return async (token: string, trace: Trace): Promise<IntrospectionResponse> => {
    const { statusCode, body } = await pool.request({
      method: "POST",
      path: introspectionPath,
      headers: {
        "content-type": "application/json",
        [gatewaySecretHeader]: gatewaySecret,
        ...trace.headers(),
      },
      body: JSON.stringify({ token }),
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`Auth returned the status ${statusCode}.`);
    }
    const answer = await body.json();
    if (!isRecord(answer) || typeof answer["active"] !== "boolean")
      throw new Error("Auth's answer is no introspection.");
    return answer as IntrospectionResponse;
  };
}
