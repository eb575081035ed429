/** Opens the verification of access tokens in a service that does not issue them. */
import { Pool } from "undici";
import { createCatchUp, createRevocationQuestion } from "../identity/complete-revocations.js";
import { createRemoteKeySet, type RemoteKeySet } from "../identity/key-source.js";
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

/** What a service knows of tokens. */
export interface TokenVerification {
  verifyToken: TokenVerifier;
  /** The issuer's keys. */
  keySet: RemoteKeySet;
}

/** Returns the verifier alone of `openTokenVerification`. */
export const openTokenVerifier = (name: string, config: VerificationConfig, parts: AppParts): TokenVerifier =>
  openTokenVerification(name, config, parts).verifyToken;

/**
 * Opens the verification for the service `name` that fetches keys from the issuer, and receives revocations by events and
 * from the issuer. It fetches both at the first token, so that no service waits for another at the start. It closes
 * with `lifecycle`.
 */
export function openTokenVerification(
  name: string,
  config: VerificationConfig,
  { bus, log, lifecycle }: AppParts,
): TokenVerification {
  const pool = new Pool(config.issuerUrl, { connections: 2, connectTimeout: 3_000 });
  lifecycle.onStop(() => pool.destroy());
  const revocations = createRevocations(config.accessTokenSeconds + leewaySeconds);
  bus.subscribe({
    subscriber: name,
    types: revocationEventTypes,
    delivery: "each",
    handle: revocations.apply,
  });
  const keySet = createRemoteKeySet(pool, keySetPath, config.keySetCacheSeconds, log);
  const askAuth = createRevocationQuestion(pool, config.gatewaySecret);
  const catchUp = createCatchUp(askAuth, bus, revocations, log);
  return { verifyToken: createTokenVerifier(config.tokens, keySet.find, revocations, catchUp), keySet };
}
