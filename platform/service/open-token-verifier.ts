/** Opens the verification of access tokens in a service that does not issue them. */
import { Pool } from "undici";
import { createCatchUp, createRevocationQuestion } from "../identity/complete-revocations.js";
import { createRemoteKeySource } from "../identity/key-source.js";
import { createRevocations, revocationEventTypes } from "../identity/revocations.js";
import { createTokenVerifier, leewaySeconds, type TokenVerifier } from "../identity/token-verifier.js";
import type { AppParts, ServiceConfig } from "./service-config.js";

/** Path of the key set at the issuer. */
export const keySetPath = "/.well-known/jwks.json";

/** The settings of the verification. */
export interface VerificationConfig
  extends Pick<ServiceConfig, "tokens" | "accessTokenSeconds" | "keySetCacheSeconds" | "gatewaySecret"> {
  /** Base URL of the service that issues tokens. */
  issuerUrl: string;
}

/**
 * Opens a verifier for the service `name` that fetches keys from the issuer, and receives revocations by events and
 * from the issuer. It fetches both at the first token, so that no service waits for another at the start. It closes
 * with `lifecycle`.
 */
export function openTokenVerifier(
  name: string,
  config: VerificationConfig,
  { bus, log, lifecycle }: AppParts,
): TokenVerifier {
  const pool = new Pool(config.issuerUrl, { connections: 2, connectTimeout: 3_000 });
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
