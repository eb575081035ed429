/** The routes of auth besides the graph: for other services, and for all clients. */

import { type AccountQuestions, accountsPath } from "../../platform/accounts/account-questions.js";
import { mailboxPath } from "../../platform/http/mailbox.js";
import { sendJson } from "../../platform/http/send-json.js";
import type { RequestHandler } from "../../platform/http/server.js";
import { revocationsPath } from "../../platform/identity/complete-revocations.js";
import { denialsPath } from "../../platform/identity/denial-report.js";
import { introspectionPath } from "../../platform/identity/introspection.js";
import { legacyTokenPath } from "../../platform/identity/legacy-tokens.js";
import type { RevocationSnapshot } from "../../platform/identity/revocations.js";
import { keySetPath } from "../../platform/service/open-token-verifier.js";
import { createAccountStatesHandler } from "./accounts/account-states-route.js";
import { createDenialsHandler } from "./audit/denials-route.js";
import { createLegacyTokenHandler } from "./legacy-tokens/legacy-token-route.js";
import type { Parts } from "./parts.js";
import { createIntrospectionHandler } from "./sessions/introspection-route.js";
import type { KeyRing } from "./signing-keys/key-ring.js";

/** The sources of the responses. */
interface Sources {
  keys: KeyRing;
  accountStates: AccountQuestions;
  findRevocations: () => Promise<RevocationSnapshot>;
  /** Null where mail is sent. */
  latestMails: readonly object[] | null;
}

/** Returns the routes by path; those in `gatewayRoutes` need the gateway's secret. */
export function createAuthRoutes(
  parts: Parts<"config" | "models" | "relay" | "verifyToken" | "signAccessToken" | "audit">,
  { keys, accountStates, findRevocations, latestMails }: Sources,
): Record<"gatewayRoutes" | "routes", Record<string, RequestHandler>> {
  const { config, verifyToken, audit } = parts;
  return {
    gatewayRoutes: {
      [denialsPath]: createDenialsHandler(verifyToken, audit),
      [introspectionPath]: createIntrospectionHandler(parts),
      [accountsPath]: createAccountStatesHandler(accountStates),
      [revocationsPath]: async (_request, response) => sendJson(response, 200, await findRevocations()),
      ...(config.legacyTokens !== null && {
        [legacyTokenPath]: createLegacyTokenHandler(parts, config.legacyTokens),
      }),
      ...(latestMails !== null && {
        [mailboxPath]: (_request, response) => sendJson(response, 200, latestMails),
      }),
    },
    routes: {
      [keySetPath]: (_request, response) => sendJson(response, 200, keys.keySet(), config.keySetCacheSeconds),
    },
  };
}
