/** Opens the task subgraph: database, outbox, the clearing of deleted accounts' tasks, use cases, HTTP. */
import { Pool } from "undici";
import { createAccountQuestions } from "../../platform/accounts/account-questions.js";
import { followDeletions } from "../../platform/accounts/follow-deletions.js";
import { buildIndexes } from "../../platform/database/build-indexes.js";
import { openMigratedDatabase } from "../../platform/database/open-migrated.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { serveSubgraph } from "../../platform/graphql/serve-subgraph.js";
import { overlapSeconds } from "../../platform/identity/revocations.js";
import { leewaySeconds } from "../../platform/identity/token-verifier.js";
import { openTokenVerifier } from "../../platform/service/open-token-verifier.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { TaskConfig } from "./config.js";
import { createTaskContext } from "./context.js";
import { migrationsOfTask } from "./migrations.js";
import { createTaskModels } from "./model.js";
import { taskResolvers } from "./resolvers.js";
import { taskRules } from "./rules.js";
import { startClearing } from "./service/clear-deleted-accounts.js";
import { createAssigneeCheck } from "./service/fetch-assignee.js";
import { createAssignmentLimits } from "./service/limit-assignments.js";

const authTimeoutMilliseconds = 5_000;

/** Starts the task subgraph and returns its URL. Its parts close in reverse order at the stop. */
export async function startTask(config: TaskConfig, app: AppParts): Promise<string> {
  const { bus, log, lifecycle } = app;
  const database = await openMigratedDatabase(config.database, migrationsOfTask, app);
  const models = createTaskModels(database.connection);
  await buildIndexes([models.tasks, models.deletedAccounts, models.assignmentCounts]);

  const relay = startOutboxRelay([createOutbox(models.tasks, "deletedAt")], bus, log);
  lifecycle.onStop(relay.stop);
  const auth = new Pool(config.serviceUrls.auth, {
    headersTimeout: authTimeoutMilliseconds,
    bodyTimeout: authTimeoutMilliseconds,
  });
  lifecycle.onStop(() => auth.destroy());
  const tokenLifetimeSeconds = config.accessTokenSeconds + leewaySeconds + overlapSeconds;
  const clearing = startClearing(models, tokenLifetimeSeconds, relay, log);
  lifecycle.onStop(clearing.stop);
  followDeletions(
    {
      subscriber: "task",
      questions: createAccountQuestions(auth, config.gatewaySecret),
      intervalSeconds: config.reconcileSeconds,
      erase: clearing.note,
      eraseAll: clearing.noteAll,
    },
    app,
    database.connection,
  );

  const parts = {
    models,
    relay,
    isAssignable: createAssigneeCheck(auth, config.gatewaySecret),
    countAssignment: createAssignmentLimits(models, config.assignmentsPerPerson),
  };
  const verifyToken = openTokenVerifier("task", { ...config, issuerUrl: config.serviceUrls.auth }, app);
  return serveSubgraph(
    {
      name: "task",
      resolvers: taskResolvers,
      rules: taskRules,
      database,
      relay,
      verifyToken,
      createContext: (base) => createTaskContext(base, parts),
    },
    config,
    app,
  );
}
