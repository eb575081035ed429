/** Opens the auth subgraph: each part once, then the work in the background, then the server. */
import { startSubgraphServer } from "../../platform/graphql/subgraph-server.js";
import { sendJson } from "../../platform/http/server.js";
import { accountsPath } from "../../platform/identity/account-states.js";
import { revocationsPath } from "../../platform/identity/complete-revocations.js";
import { denialsPath } from "../../platform/identity/denial-report.js";
import { keySetPath } from "../../platform/identity/open-token-verifier.js";
import type { AppParts } from "../../platform/service-config.js";
import { createAccountStates } from "./accounts/account-states.js";
import { createAccountStatesHandler } from "./accounts/account-states-route.js";
import { startDeletions } from "./accounts/start-deletions.js";
import { createAttempts } from "./attempts/attempts.js";
import { createAudit } from "./audit/audit.js";
import { createDenialsHandler } from "./audit/denials-route.js";
import type { AuthConfig } from "./config.js";
import { createAuthContext } from "./context.js";
import { openMail } from "./mail/open-mail.js";
import { createMails } from "./mails.js";
import { openAuthDatabase } from "./open-database.js";
import type { AuthParts } from "./parts.js";
import { createCeremonies } from "./passkeys/ceremonies.js";
import { newestPepperOf } from "./passwords/config.js";
import { openPasswords } from "./passwords/open-passwords.js";
import { loadPasswordPolicy } from "./passwords/password-policy.js";
import { authResolvers } from "./resolvers.js";
import { authRules } from "./rules.js";
import { createSealing } from "./second-factor/seal-secret.js";
import { openTokens } from "./sessions/open-tokens.js";
import { openDecoys } from "./sign-in/decoys.js";
import { openSigningKeys } from "./signing-keys/open-signing-keys.js";

/** Starts the auth subgraph; returns its URL. Its parts close in reverse order at the stop. */
export async function startAuth(config: AuthConfig, app: AppParts): Promise<string> {
  const { bus, log, lifecycle } = app;
  const { database, models, relay } = await openAuthDatabase(config, app);
  const decoys = await openDecoys(models, config.passwords);
  const audit = createAudit(models, config.audit);
  const keys = openSigningKeys(config, audit, app);
  const attempts = createAttempts(models, config.attempts);
  const { mail, mailboxRoutes } = openMail(
    config,
    { models, audit, attempts, tokenKey: newestPepperOf(config.passwords), log, lifecycle },
    createMails,
  );
  const { findRevocations, verifyToken, signAccessToken } = openTokens(config, models, keys, app);
  const parts: AuthParts = {
    config,
    models,
    relay,
    eventTransport: bus.transport,
    audit,
    attempts,
    mail,
    decoys,
    ...openPasswords(config, {
      warn: (err, message) => log.warn({ err }, message),
      error: (err, message) => log.error({ err }, message),
    }),
    totpSealing: createSealing(config.passwords.peppers, "gatehouse totp secret"),
    ceremonies: config.passkeys === null ? null : createCeremonies(config.passkeys),
    signAccessToken,
    verifyToken,
    log,
  };
  const accountStates = createAccountStates(models);
  startDeletions(parts, app, database, accountStates);

  const server = await startSubgraphServer({
    name: "auth",
    resolvers: authResolvers,
    rules: authRules,
    listen: config.listen,
    gatewaySecret: config.gatewaySecret,
    verifyToken,
    database,
    events: { bus, relay },
    log,
    createContext: (base, response) => createAuthContext(base, response, parts),
    gatewayRoutes: {
      [denialsPath]: createDenialsHandler(verifyToken, audit),
      ...mailboxRoutes,
      [accountsPath]: createAccountStatesHandler(accountStates),
      [revocationsPath]: async (_request, response) => sendJson(response, 200, await findRevocations()),
    },
    routes: {
      [keySetPath]: (_request, response) => sendJson(response, 200, keys.keySet(), config.keySetCacheSeconds),
    },
  });
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  log.info({ url: server.url }, "ready");
  // Loading the word lists takes a third of a second: now, and not at the first registration.
  void loadPasswordPolicy();
  return server.url;
}
