/** Wires the user subgraph together: database, service, events, HTTP. */
import { Pool } from "undici";
import { buildIndexes, openDatabase } from "../../platform/database/connection.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { openPosition } from "../../platform/database/positions.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { startReconciliation } from "../../platform/events/reconcile-accounts.js";
import { startSubgraphServer } from "../../platform/graphql/subgraph-server.js";
import { createAccountQuestions } from "../../platform/identity/account-states.js";
import { openTokenVerifier } from "../../platform/identity/open-token-verifier.js";
import type { AppParts } from "../../platform/service-config.js";
import type { UserConfig } from "./config.js";
import { createUserContext } from "./context.js";
import { createUserModels } from "./model.js";
import { userResolvers } from "./resolvers.js";
import { userRules } from "./rules.js";
import { createAccountEvents, createReconciler } from "./service/confirm-account-event.js";
import { createAccountLookup } from "./service/fetch-accounts.js";
import { createStandIns } from "./service/stand-in-for-accounts.js";
import { accountEventTypes, createUsers } from "./service/users.js";

/** A list waits for this at most, in milliseconds. */
const authTimeoutMilliseconds = 3_000;

/** Starts the user subgraph; answers where it listens. Its parts close in reverse order at the stop. */
export async function startUser(config: UserConfig, { bus, log, lifecycle }: AppParts): Promise<string> {
  const database = await openDatabase(config.database, (line) => log.warn(line));
  lifecycle.onStop(database.close);
  const models = createUserModels(database.connection);
  await buildIndexes([models.profiles]);

  const relay = startOutboxRelay([createOutbox(models.profiles)], bus, log);
  lifecycle.onStop(relay.stop);
  const users = createUsers(models, relay);
  const auth = new Pool(config.serviceUrls.auth, {
    connections: 4,
    headersTimeout: authTimeoutMilliseconds,
    bodyTimeout: authTimeoutMilliseconds,
  });
  lifecycle.onStop(() => auth.destroy());
  const questions = createAccountQuestions(auth, config.gatewaySecret);
  bus.subscribe({
    subscriber: "user",
    types: accountEventTypes,
    delivery: "shared",
    isCatchAll: true,
    // Within one process there is nobody who could forge an event.
    handle: bus.transport === "in-process" ? users.applyAccountEvent : createAccountEvents(users, questions),
  });
  const reconciliation = startReconciliation({
    bus,
    questions,
    deletedOnly: false,
    position: openPosition(database.connection, "accounts"),
    apply: createReconciler(users, questions),
    intervalSeconds: config.reconcileSeconds,
    log,
  });
  lifecycle.onStop(reconciliation.stop);
  const standInFor = createStandIns(models, createAccountLookup(auth, config.gatewaySecret));

  const server = await startSubgraphServer({
    name: "user",
    resolvers: userResolvers,
    rules: userRules,
    listen: config.listen,
    gatewaySecret: config.gatewaySecret,
    verifyToken: openTokenVerifier(
      "user",
      { ...config, issuerUrl: config.serviceUrls.auth },
      { bus, log, lifecycle },
    ),
    database,
    events: { bus, relay },
    log,
    createContext: (base) => createUserContext(base, users, standInFor),
  });
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  log.info({ url: server.url }, "ready");
  return server.url;
}
