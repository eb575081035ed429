/** Opens the user subgraph: database, outbox, the copies of accounts, use cases, HTTP. */
import { Pool } from "undici";
import { createAccountQuestions } from "../../platform/accounts/account-questions.js";
import { followAccounts } from "../../platform/accounts/follow-accounts.js";
import { buildIndexes } from "../../platform/database/build-indexes.js";
import type { Database } from "../../platform/database/connection.js";
import { openMigratedDatabase } from "../../platform/database/open-migrated.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { serveSubgraph } from "../../platform/graphql/serve-subgraph.js";
import { openTokenVerifier } from "../../platform/service/open-token-verifier.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { UserConfig } from "./config.js";
import { createUserContext } from "./context.js";
import { migrationsOfUser } from "./migrations.js";
import { createUserModels } from "./model.js";
import { userResolvers } from "./resolvers.js";
import { userRules } from "./rules.js";
import { accountEventTypes, applyAccountEvent } from "./service/apply-account-event.js";
import { createAccountEventHandler } from "./service/confirm-account-event.js";
import { createAccountLookup } from "./service/fetch-accounts.js";
import type { UserParts } from "./service/parts.js";
import { reconcileProfiles } from "./service/reconcile-profiles.js";
import { createStandIns } from "./service/stand-in-for-accounts.js";

/** A list waits for this at most, in milliseconds. */
const authTimeoutMilliseconds = 3_000;

/** Starts the user subgraph and returns its URL. Its parts close in reverse order at the stop. */
export async function startUser(config: UserConfig, app: AppParts): Promise<string> {
  const { bus, log, lifecycle } = app;
  const database = await openMigratedDatabase(config.database, migrationsOfUser, app);
  const models = createUserModels(database.connection);
  await buildIndexes([models.profiles]);

  const relay = startOutboxRelay([createOutbox(models.profiles)], bus, log);
  lifecycle.onStop(relay.stop);
  const auth = new Pool(config.serviceUrls.auth, {
    connections: 4,
    headersTimeout: authTimeoutMilliseconds,
    bodyTimeout: authTimeoutMilliseconds,
  });
  lifecycle.onStop(() => auth.destroy());
  const standInFor = createStandIns(models, createAccountLookup(auth, config.gatewaySecret));
  const parts = { models, relay, standInFor };
  keepAccountCopies(config, app, auth, parts, database);

  const verifyToken = openTokenVerifier("user", { ...config, issuerUrl: config.serviceUrls.auth }, app);
  return serveSubgraph(
    {
      name: "user",
      resolvers: userResolvers,
      rules: userRules,
      database,
      relay,
      verifyToken,
      createContext: (base) => createUserContext(base, parts),
    },
    config,
    app,
  );
}

/** Keeps the copies of accounts up to date, by events and by auth's list. */
function keepAccountCopies(
  { gatewaySecret, reconcileSeconds }: UserConfig,
  app: AppParts,
  auth: Pool,
  parts: UserParts,
  { connection }: Database,
): void {
  const questions = createAccountQuestions(auth, gatewaySecret);
  followAccounts(
    {
      subscriber: "user",
      types: accountEventTypes,
      isCatchAll: true,
      // Within one process no other program can forge an event.
      handle:
        app.bus.transport === "in-process"
          ? (event) => applyAccountEvent(parts, event)
          : createAccountEventHandler(parts, questions),
      questions,
      deletedOnly: false,
      position: "accounts",
      apply: (states) => reconcileProfiles(parts, questions, states),
      intervalSeconds: reconcileSeconds,
    },
    app,
    connection,
  );
}
