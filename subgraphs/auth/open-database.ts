/** Opens the auth database, with its indexes, and the relay that publishes the events in its outboxes. */

import { buildIndexes } from "../../platform/database/build-indexes.js";
import type { Database } from "../../platform/database/connection.js";
import { openMigratedDatabase } from "../../platform/database/open-migrated.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { type OutboxRelay, startOutboxRelay } from "../../platform/events/outbox-relay.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { AuthConfig } from "./config.js";
import { migrationsOfAuth } from "./migrations.js";
import { type AuthModels, createAuthModels } from "./model.js";

/** Returns the database, its models and the relay. */
export async function openAuthDatabase(
  config: AuthConfig,
  app: AppParts,
): Promise<{ database: Database; models: AuthModels; relay: OutboxRelay }> {
  const { bus, log, lifecycle } = app;
  const database = await openMigratedDatabase(config.database, migrationsOfAuth, app);
  const models = createAuthModels(database.connection);
  const { leases: _, ...indexed } = models;
  await buildIndexes(Object.values(indexed));
  const outboxes = [
    createOutbox(models.accounts),
    createOutbox(models.sessions),
    createOutbox(models.probes, "deletedAt"),
  ];
  const relay = startOutboxRelay(outboxes, bus, log);
  lifecycle.onStop(relay.stop);
  return { database, models, relay };
}
