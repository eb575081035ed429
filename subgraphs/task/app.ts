/** Wires the task subgraph together: database, service, events, HTTP. */
import { Pool } from "undici";
import { buildIndexes, openDatabase } from "../../platform/database/connection.js";
import { createOutbox } from "../../platform/database/outbox.js";
import { openPosition } from "../../platform/database/positions.js";
import { startOutboxRelay } from "../../platform/events/outbox-relay.js";
import { startReconciliation } from "../../platform/events/reconcile-accounts.js";
import { startSubgraphServer } from "../../platform/graphql/subgraph-server.js";
import { createAccountQuestions } from "../../platform/identity/account-states.js";
import { openTokenVerifier } from "../../platform/identity/open-token-verifier.js";
import { overlapSeconds } from "../../platform/identity/revocations.js";
import { leewaySeconds } from "../../platform/identity/token-verifier.js";
import type { AppParts } from "../../platform/service-config.js";
import type { TaskConfig } from "./config.js";
import { createTaskContext } from "./context.js";
import { createTaskModels } from "./model.js";
import { taskResolvers } from "./resolvers.js";
import { taskRules } from "./rules.js";
import { createTaskChanging } from "./service/change-task.js";
import { startDepartures } from "./service/clear-deleted-accounts.js";
import { createDeletionEvents } from "./service/confirm-deletion.js";
import { createAssigneeCheck } from "./service/fetch-assignee.js";
import { createAssignmentLimits } from "./service/limit-assignments.js";
import { createTaskReading } from "./service/list-tasks.js";

const authTimeoutMilliseconds = 5_000;

/** Starts the task subgraph; answers where it listens. Its parts close in reverse order at the stop. */
export async function startTask(config: TaskConfig, { bus, log, lifecycle }: AppParts): Promise<string> {
  const database = await openDatabase(config.database, (line) => log.warn(line));
  lifecycle.onStop(database.close);
  const models = createTaskModels(database.connection);
  await buildIndexes([models.tasks, models.departures, models.assignmentCounts]);

  const relay = startOutboxRelay([createOutbox(models.tasks, "deletedAt")], bus, log);
  lifecycle.onStop(relay.stop);
  const departures = startDepartures(
    models,
    config.accessTokenSeconds + leewaySeconds + overlapSeconds,
    relay,
    log,
  );
  lifecycle.onStop(departures.stop);
  const auth = new Pool(config.serviceUrls.auth, {
    headersTimeout: authTimeoutMilliseconds,
    bodyTimeout: authTimeoutMilliseconds,
  });
  lifecycle.onStop(() => auth.destroy());
  const questions = createAccountQuestions(auth, config.gatewaySecret);
  bus.subscribe({
    subscriber: "task",
    types: ["user.deleted"],
    delivery: "shared",
    // Within one process there is nobody who could forge an event.
    handle: bus.transport === "in-process" ? departures.note : createDeletionEvents(departures, questions),
  });
  const reconciliation = startReconciliation({
    bus,
    questions,
    deletedOnly: true,
    position: openPosition(database.connection, "deletions"),
    apply: (states) =>
      departures.noteAll(states.flatMap(({ id, deletedAt }) => (deletedAt === null ? [] : [id]))),
    intervalSeconds: config.reconcileSeconds,
    log,
  });
  lifecycle.onStop(reconciliation.stop);
  const isAssignable = createAssigneeCheck(auth, config.gatewaySecret);
  const countAssignment = createAssignmentLimits(models, config.assignmentsPerPerson);
  const tasks = {
    ...createTaskReading(models),
    ...createTaskChanging(models, relay, isAssignable, countAssignment),
  };

  const server = await startSubgraphServer({
    name: "task",
    resolvers: taskResolvers,
    rules: taskRules,
    listen: config.listen,
    gatewaySecret: config.gatewaySecret,
    verifyToken: openTokenVerifier(
      "task",
      { ...config, issuerUrl: config.serviceUrls.auth },
      { bus, log, lifecycle },
    ),
    database,
    events: { bus, relay },
    log,
    createContext: (base) => createTaskContext(base, tasks),
  });
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  log.info({ url: server.url }, "ready");
  return server.url;
}
