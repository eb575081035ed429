/** Gives a part of the system that is not auth its way of telling good tokens from bad ones. */
import { Pool } from "undici";
import type { AppParts, ServiceConfig } from "../service-config.js";
import { createRemoteKeySource } from "./key-source.js";
import { createRevocations, revocationEventTypes } from "./revocations.js";
import { createTokenVerifier, type TokenVerifier } from "./token-verifier.js";

/** Path of the key set at the auth subgraph. */
export const keySetPath = "/.well-known/jwks.json";

/**
 * Creates a verifier that fetches keys from auth and learns of revocations by events. Both begin empty: keys
 * come with the first token, so that no service waits for another to start.
 */
export function createTrust(
  name: string,
  config: Pick<ServiceConfig, "tokens" | "accessTokenSeconds" | "serviceUrls">,
  { bus, log, lifecycle }: AppParts,
): TokenVerifier {
  const pool = new Pool(config.serviceUrls.auth, { connections: 1, connectTimeout: 3_000 });
  lifecycle.onStop(() => pool.destroy());
  const revocations = createRevocations(config.accessTokenSeconds);
  bus.subscribe({
    subscriber: name,
    types: revocationEventTypes,
    delivery: "each",
    handle: revocations.apply,
  });
  return createTokenVerifier(config.tokens, createRemoteKeySource(pool, keySetPath, log), revocations);
}
