/** Opens what `/graphql` and the routes about tokens share. */
import { unauthenticated } from "../platform/errors.js";
import { createLoadShedding } from "../platform/http/load-shedding.js";
import type { TokenVerifier } from "../platform/identity/token-verifier.js";
import type { Logger } from "../platform/log.js";
import { createRareWarning } from "../platform/rare-warning.js";
import { openTokenVerification } from "../platform/service/open-token-verifier.js";
import type { AppParts } from "../platform/service/service-config.js";
import type { GatewayConfig } from "./config.js";
import { type ClientAddress, createClientAddress } from "./http/client-address.js";

/** Opens what `/graphql` and the routes about tokens share. */
export function openSharedParts(config: GatewayConfig, parts: AppParts) {
  const { log, lifecycle } = parts;
  const verification = { ...config, issuerUrl: config.serviceUrls.auth };
  const load = createLoadShedding(config.load);
  lifecycle.onStop(load.stop);
  return {
    load,
    clientAddress: openClientAddress(config, log),
    ...(config.authorization ? openTokenVerification("gateway", verification, parts) : noVerification),
  };
}

function openClientAddress(config: GatewayConfig, log: Logger): ClientAddress {
  const warn = createRareWarning(log);
  return createClientAddress(config.trustedProxies, {
    header: config.clientAddressHeader,
    onConflict: () =>
      warn(
        "X-Forwarded-For and Forwarded do not agree; set CLIENT_ADDRESS_HEADER to the one that your proxies write",
      ),
  });
}

/** With AUTHORIZATION=off the gateway verifies no token; the subgraphs get it unchanged and verify it. */
const verifyNothing: TokenVerifier = () => Promise.reject(unauthenticated());

const noVerification = { verifyToken: verifyNothing, keySet: null };
