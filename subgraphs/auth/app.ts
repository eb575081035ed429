/** Opens the auth subgraph: its database, its features, its server. */
import { serveSubgraph } from "../../platform/graphql/serve-subgraph.js";
import { createRareWarning } from "../../platform/rare-warning.js";
import type { AppParts } from "../../platform/service/service-config.js";
import { createAccountStates } from "./accounts/account-states.js";
import { createAttempts } from "./attempts/attempts.js";
import { createAudit } from "./audit/audit.js";
import { createActCounter } from "./audit/count-acts.js";
import type { AuthConfig } from "./config.js";
import { createAuthContext } from "./context.js";
import { openMail } from "./mail/open-mail.js";
import { createMails } from "./mails.js";
import { createAuthMeters } from "./meters.js";
import { openAuthDatabase } from "./open-database.js";
import type { AuthParts } from "./parts.js";
import { openPasskeys } from "./passkeys/open-passkeys.js";
import { newestPepperOf } from "./passwords/config.js";
import { openPasswords } from "./passwords/open-passwords.js";
import { loadPasswordPolicy } from "./passwords/password-policy.js";
import { startDeletions } from "./privacy/start-deletions.js";
import { authResolvers } from "./resolvers.js";
import { createAuthRoutes } from "./routes.js";
import { authRules } from "./rules.js";
import { createSealing } from "./second-factor/seal-secret.js";
import { openTokens } from "./sessions/open-tokens.js";
import { openDecoys } from "./sign-in/decoys.js";
import { openSigningKeys } from "./signing-keys/open-signing-keys.js";

const policyDelayMilliseconds = 5_000;

/** Starts the auth subgraph and returns its URL. Its parts close in reverse order at the stop. */
export async function startAuth(config: AuthConfig, app: AppParts): Promise<string> {
  const { database, models, relay } = await openAuthDatabase(config, app);
  const { telemetry } = app;
  const meters = createAuthMeters(telemetry);
  const audit = createAudit(models, config.audit, createActCounter(telemetry));
  const attempts = createAttempts(models, config.attempts, { onRefusal: meters.countRefusal });
  const keys = openSigningKeys(config, audit, app);
  const { findRevocations, ...tokens } = openTokens(config, models, keys, app);
  const tokenKey = newestPepperOf(config.passwords);
  const { mail, latestMails } = openMail(config, { models, audit, attempts, tokenKey, ...app }, createMails);
  const parts: AuthParts = {
    ...tokens,
    ...openPasswords(config, app),
    ...openPasskeys(config),
    totpSealing: createSealing(config.passwords.peppers, "gatehouse totp secret"),
    decoys: openDecoys(models, config.passwords),
    meters,
    eventTransport: app.bus.transport,
    log: app.log,
    warnRarely: createRareWarning(app.log),
    config,
    models,
    relay,
    audit,
    attempts,
    mail,
  };
  const accountStates = createAccountStates(models);
  startDeletions(parts, app, database, accountStates);
  const url = await serveSubgraph(
    {
      name: "auth",
      resolvers: authResolvers,
      rules: authRules,
      database,
      relay,
      verifyToken: tokens.verifyToken,
      createContext: (base, response) => createAuthContext(base, response, parts),
      ...createAuthRoutes(parts, { keys, accountStates, findRevocations, latestMails }),
    },
    config,
    app,
  );
  // 0.3 s of work: after the start, also of the parts beside it, and before most first registrations.
  const loading = setTimeout(loadPasswordPolicy, policyDelayMilliseconds).unref();
  app.lifecycle.onStop(() => clearTimeout(loading));
  return url;
}
