/** Opens what signs and verifies access tokens. */
import { createCatchUp } from "../../../platform/identity/complete-revocations.js";
import { createRevocations, revocationEventTypes } from "../../../platform/identity/revocations.js";
import { createTokenVerifier, leewaySeconds } from "../../../platform/identity/token-verifier.js";
import type { AppParts } from "../../../platform/service/service-config.js";
import type { AuthConfig } from "../config.js";
import type { AuthModels } from "../model.js";
import type { KeyRing } from "../signing-keys/key-ring.js";
import { createAccessTokenSigner } from "./access-token.js";
import { createRevocationQuery } from "./find-revocations.js";

/** Returns the signer, the verifier, which knows revoked tokens by events and by the query, and the query. */
export function openTokens(
  { accessTokenSeconds, tokens }: AuthConfig,
  models: AuthModels,
  keys: KeyRing,
  { bus, log }: AppParts,
) {
  const lifetimeSeconds = accessTokenSeconds + leewaySeconds;
  const findRevocations = createRevocationQuery(models, lifetimeSeconds);
  const revocations = createRevocations(lifetimeSeconds);
  bus.subscribe({
    subscriber: "auth",
    types: revocationEventTypes,
    delivery: "each",
    handle: revocations.apply,
  });
  const catchUp = createCatchUp(findRevocations, bus, revocations, log);
  return {
    findRevocations,
    verifyToken: createTokenVerifier(tokens, keys.find, revocations, catchUp),
    signAccessToken: createAccessTokenSigner(keys.current, tokens, accessTokenSeconds),
  };
}
