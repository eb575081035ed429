/** Wires the auth subgraph together: database, service, events, HTTP. */
import { buildIndexes, openDatabase } from "../../platform/database/connection.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { openPosition } from "../../platform/database/positions.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { startReconciliation } from "../../platform/events/reconcile-accounts.js";
import { startSubgraphServer } from "../../platform/graphql/subgraph-server.js";
import { sendJson } from "../../platform/http/server.js";
import { accountsPath } from "../../platform/identity/account-states.js";
import { createCatchUp, revocationsPath } from "../../platform/identity/complete-revocations.js";
import { denialsPath } from "../../platform/identity/denial-report.js";
import { keySetPath } from "../../platform/identity/open-token-verifier.js";
import { createRevocations, revocationEventTypes } from "../../platform/identity/revocations.js";
import { createTokenVerifier, leewaySeconds } from "../../platform/identity/token-verifier.js";
import type { AppParts } from "../../platform/service-config.js";
import { createAccountFeed } from "./accounts/account-feed.js";
import { createAccountsHandler } from "./accounts/account-states-route.js";
import { createAccounts } from "./accounts/accounts.js";
import { createAttempts } from "./attempts/attempts.js";
import { createAudit } from "./audit/audit.js";
import { createDenialsHandler } from "./audit/denials-route.js";
import { createAuditReading } from "./audit/list-audit-events.js";
import type { AuthConfig } from "./config.js";
import { type AuthServices, createAuthContext } from "./context.js";
import { createAddressRelease } from "./email/proven-address.js";
import { startMailing } from "./mail/open-mail.js";
import { createAuthModels } from "./model.js";
import { createTestEvents } from "./operations/publish-test-event.js";
import { createStatusQuestion } from "./operations/system-status.js";
import { createOwnerServices } from "./owner-services.js";
import { createCeremonies, type PasskeyConfig } from "./passkeys/ceremonies.js";
import { createPasskeyProving, type ProvingParts } from "./passkeys/login-with-passkey.js";
import { createPasskeys, type PasskeyParts } from "./passkeys/register-passkey.js";
import { createBreachedPasswords } from "./passwords/breached-passwords.js";
import { fetchRange } from "./passwords/fetch-range.js";
import { createPasswordPolicy, loadPasswordPolicy } from "./passwords/password-policy.js";
import { createPasswords } from "./passwords/passwords.js";
import { createRegistering } from "./registration/register.js";
import { authResolvers } from "./resolvers.js";
import { authRules } from "./rules.js";
import { createChallenges } from "./second-factor/challenges.js";
import { createSecondFactor } from "./second-factor/manage-totp.js";
import { createSealing } from "./second-factor/seal-secret.js";
import { createCodes } from "./second-factor/take-code.js";
import { createAccessTokenSigner } from "./sessions/access-token.js";
import { createRotation } from "./sessions/refresh-session.js";
import { createRevocationFeed } from "./sessions/revocation-feed.js";
import { createSessions } from "./sessions/sessions.js";
import { createDecoys } from "./sign-in/decoys.js";
import { createLoginLimits } from "./sign-in/login-limits.js";
import { createReauthentication } from "./sign-in/require-current-password.js";
import { createOwnerCheck } from "./sign-in/require-owner.js";
import { createRecentSignIn } from "./sign-in/require-recent-sign-in.js";
import { createSignIn } from "./sign-in/sign-in.js";
import { openKeys } from "./signing-keys/open-keys.js";

type PasskeyWiring = Omit<PasskeyParts & ProvingParts, "ceremonies">;

function createAllPasskeys(config: PasskeyConfig, parts: PasskeyWiring): AuthServices["passkeys"] {
  const ceremonies = createCeremonies(config);
  return {
    ...createPasskeys({ ...parts, ceremonies }),
    ...createPasskeyProving({ ...parts, ceremonies }),
  };
}

/** Starts the auth subgraph; answers where it listens. Its parts close in reverse order at the stop. */
export async function startAuth(config: AuthConfig, { bus, log, lifecycle }: AppParts): Promise<string> {
  const database = await openDatabase(config.database, (line) => log.warn(line));
  lifecycle.onStop(database.close);
  const models = createAuthModels(database.connection);
  await buildIndexes([
    models.accounts,
    models.sessions,
    models.attempts,
    models.audit,
    models.mails,
    models.registrations,
    models.challenges,
    models.passkeys,
    models.probes,
  ]);

  const decoys = createDecoys(models, config.decoySecret);
  await decoys.placeAll();

  const outboxes = [
    createOutbox(models.accounts),
    createOutbox(models.sessions),
    createOutbox(models.probes, "deletedAt"),
  ];
  const relay = startOutboxRelay(outboxes, bus, log);
  lifecycle.onStop(relay.stop);
  const tokenLifetimeSeconds = config.accessTokenSeconds + leewaySeconds;
  const feed = createRevocationFeed(models, tokenLifetimeSeconds);
  const revocations = createRevocations(tokenLifetimeSeconds);
  bus.subscribe({
    subscriber: "auth",
    types: revocationEventTypes,
    delivery: "each",
    handle: revocations.apply,
  });

  const audit = createAudit(models, config.audit);
  const keys = openKeys(config, audit, log, lifecycle);
  const attempts = createAttempts(models, config.attempts);
  const { mail, mailboxRoutes } = startMailing(config, { models, attempts, audit, log, lifecycle });
  const passwords = createPasswords(config.passwords, (error) =>
    log.error({ err: error }, "a stored password hash cannot be compared"),
  );
  const sessions = createSessions(models, config.sessions, relay);
  const rotation = createRotation(models, config.sessions, sessions, audit);
  const isBreached =
    config.breaches === null
      ? null
      : createBreachedPasswords(config.breaches, {
          fetchRange,
          warn: (err, message) => log.warn({ err }, message),
        });
  const requireGoodPassword = createPasswordPolicy(isBreached);
  const accounts = createAccounts(models, passwords, sessions, relay, audit, requireGoodPassword);
  const verifyToken = createTokenVerifier(
    config.tokens,
    keys.find,
    revocations,
    createCatchUp(feed, bus, revocations, log),
  );
  const sign = createAccessTokenSigner(keys.current, config.tokens, config.accessTokenSeconds);
  const loginLimits = createLoginLimits(attempts, sessions);
  const sealing = createSealing(config.passwords.peppers, "gatehouse totp secret");
  const challenges = createChallenges(models);
  const codes = createCodes(models, sealing, attempts, audit);
  const requireReauthentication = createReauthentication(passwords, attempts, audit);
  const requireOwner = createOwnerCheck(requireReauthentication, codes);
  const signIn = createSignIn({
    accounts,
    decoys,
    sessions,
    rotation,
    passwords,
    requireGoodPassword,
    loginLimits,
    requireReauthentication,
    requireRecentSignIn: createRecentSignIn(requireOwner, config.recentSignInSeconds),
    challenges,
    mail,
    codes,
    audit,
    sign,
    verifyToken,
  });
  const listAuditEvents = createAuditReading(models);
  const releaseAddress = createAddressRelease(models, relay, audit);
  const ownerServices = createOwnerServices({
    models,
    passwords,
    requireGoodPassword,
    sessions,
    signIn,
    attempts,
    requireOwner,
    releaseAddress,
    mail,
    audit,
    listAuditEvents,
    bus,
    relay,
    tokenLifetimeSeconds,
  });
  const accountFeed = createAccountFeed(models);
  const reconciliation = startReconciliation({
    bus,
    questions: accountFeed,
    deletedOnly: true,
    position: openPosition(database.connection, "deletions"),
    apply: (states) => ownerServices.deletion.finishAll(states.map(({ id }) => id)),
    intervalSeconds: config.reconcileSeconds,
    log,
  });
  lifecycle.onStop(reconciliation.stop);
  const passkeyParts = {
    models,
    accounts,
    challenges,
    attempts,
    sessions,
    mail,
    audit,
    requireLive: signIn.requireLive,
    requireOwner,
    begin: signIn.begin,
  };
  const services: AuthServices = {
    accounts,
    signIn,
    registering: createRegistering({
      models,
      accounts,
      passwords,
      requireGoodPassword,
      signIn,
      mail,
      releaseAddress,
      attempts,
      revealsTaken: config.registrationRevealsTaken,
      linkSeconds: config.mail.proofSeconds,
    }),
    ...ownerServices,
    secondFactor: createSecondFactor({
      models,
      codes,
      sealing,
      sessions,
      mail,
      audit,
      requireLive: signIn.requireLive,
      requireReauthentication,
      issuer: config.totpIssuer,
    }),
    passkeys: config.passkeys === null ? null : createAllPasskeys(config.passkeys, passkeyParts),
    listAuditEvents,
    systemStatus: createStatusQuestion(config.serviceUrls, config.gatewaySecret, log),
    publishTestEvent: createTestEvents(models, relay, bus.transport),
  };

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
    createContext: (base, response) => createAuthContext(base, response, services, config.refreshCookie),
    gatewayRoutes: {
      [denialsPath]: createDenialsHandler(verifyToken, audit),
      ...mailboxRoutes,
      [accountsPath]: createAccountsHandler(accountFeed),
      [revocationsPath]: async (_request, response) => sendJson(response, 200, await feed()),
    },
    routes: {
      [keySetPath]: (_request, response) => sendJson(response, 200, keys.keySet(), config.keySetCacheSeconds),
    },
  });
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  log.info({ url: server.url }, "ready");
  // The word lists take a third of a second: now, and not at the first registration.
  void loadPasswordPolicy();
  return server.url;
}
