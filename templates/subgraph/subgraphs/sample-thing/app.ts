/** Opens the sample thing subgraph: database, outbox, deletions of accounts, use cases, HTTP. */
import { Pool } from "undici";
import { createAccountQuestions } from "../../platform/accounts/account-questions.js";
import { followDeletions } from "../../platform/accounts/follow-deletions.js";
import { buildIndexes } from "../../platform/database/build-indexes.js";
import { openMigratedDatabase } from "../../platform/database/open-migrated.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { serveSubgraph } from "../../platform/graphql/serve-subgraph.js";
import { openTokenVerifier } from "../../platform/service/open-token-verifier.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { SampleThingConfig } from "./config.js";
import { createSampleThingContext } from "./context.js";
import { migrationsOfSampleThing } from "./migrations.js";
import { createSampleThingModels } from "./model.js";
import { sampleThingResolvers } from "./resolvers.js";
import { sampleThingRules } from "./rules.js";
import { deleteSampleThingsOf } from "./service/delete-sample-things-of.js";

const authTimeoutMilliseconds = 5_000;

/** Starts the sample thing subgraph and returns its URL. Its parts close in reverse order at the stop. */
export async function startSampleThing(config: SampleThingConfig, app: AppParts): Promise<string> {
  const { bus, log, lifecycle } = app;
  const database = await openMigratedDatabase(config.database, migrationsOfSampleThing, app);
  const models = createSampleThingModels(database.connection);
  await buildIndexes([models.sampleThings]);

  const relay = startOutboxRelay([createOutbox(models.sampleThings, "deletedAt")], bus, log);
  lifecycle.onStop(relay.stop);
  const parts = { models, relay };
  const auth = new Pool(config.serviceUrls.auth, {
    headersTimeout: authTimeoutMilliseconds,
    bodyTimeout: authTimeoutMilliseconds,
  });
  lifecycle.onStop(() => auth.destroy());
  followDeletions(
    {
      subscriber: "sample-thing",
      questions: createAccountQuestions(auth, config.gatewaySecret),
      intervalSeconds: config.reconcileSeconds,
      erase: async (id) => void (await deleteSampleThingsOf(parts, [{ id }])),
      eraseAll: (accounts) => deleteSampleThingsOf(parts, accounts),
    },
    app,
    database.connection,
  );

  const verifyToken = openTokenVerifier(
    "sample-thing",
    { ...config, issuerUrl: config.serviceUrls.auth },
    app,
  );
  return serveSubgraph(
    {
      name: "sample-thing",
      resolvers: sampleThingResolvers,
      rules: sampleThingRules,
      database,
      relay,
      verifyToken,
      createContext: (base) => createSampleThingContext(base, parts),
    },
    config,
    app,
  );
}
