/** Gives a part of the system that is not auth its way of telling good tokens from bad ones. */
import { Pool } from "undici";
import type { AppParts, ServiceConfig } from "../service-config.js";
import { createCatchUp, createRevocationQuestion } from "./complete-revocations.js";
import { createRemoteKeySource } from "./key-source.js";
import { createRevocations, revocationEventTypes } from "./revocations.js";
import { createTokenVerifier, leewaySeconds, type TokenVerifier } from "./token-verifier.js";

/** Path of the key set at the auth subgraph. */
export const keySetPath = "/.well-known/jwks.json";

/**
 * Creates a verifier that fetches keys from auth, and learns of revocations by events and from auth. Both begin
 * empty: they come with the first token, so that no service waits for another to start.
 */
export function createTrust(
  name: string,
  config: Pick<
    ServiceConfig,
    "tokens" | "accessTokenSeconds" | "keySetCacheSeconds" | "serviceUrls" | "gatewaySecret"
  >,
  { bus, log, lifecycle }: AppParts,
): TokenVerifier {
  const pool = new Pool(config.serviceUrls.auth, { connections: 2, connectTimeout: 3_000 });
  lifecycle.onStop(() => pool.destroy());
  const revocations = createRevocations(config.accessTokenSeconds + leewaySeconds);
  bus.subscribe({
    subscriber: name,
    types: revocationEventTypes,
    delivery: "each",
    handle: revocations.apply,
  });
  const keys = createRemoteKeySource(pool, keySetPath, config.keySetCacheSeconds, log);
  const askAuth = createRevocationQuestion(pool, config.gatewaySecret);
  const catchUp = createCatchUp(askAuth, bus, revocations, log);
  return createTokenVerifier(config.tokens, keys, revocations, catchUp);
}
