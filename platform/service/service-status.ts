/** Reports the state of a service to other services: its database, and the delivery of its events. */
import type { Database } from "../database/connection.js";
import type { EventBus } from "../events/bus.js";
import type { OutboxRelay } from "../events/outbox-relay.js";
import { sendJson } from "../http/send-json.js";
import type { RequestHandler } from "../http/server.js";
import type { Logger } from "../log.js";

/** Path of the report, for holders of the gateway's secret. */
export const statusPath = "/health/status";

/** The parts by which a service's events leave. */
export interface EventPath {
  bus: EventBus;
  relay: OutboxRelay;
}

/** The report. Null stands for a value that is unknown because the database does not respond. */
export interface StatusReport {
  healthy: boolean;
  /** RFC 3339, by the database server's clock. */
  databaseTime: string | null;
  databaseLatencyMs: number | null;
  eventTransport: EventBus["transport"];
  eventsConnected: boolean;
  /** Do its events leave, whether or not others arrive? */
  eventsCanLeave: boolean;
  /** RFC 3339: since when each subscription is served, and when the last beat proved it. */
  eventsServedSince: string | null;
  lastBeatAt: string | null;
  eventsWaiting: number | null;
  oldestEventAgeSeconds: number | null;
}

/** Creates the handler. */
export function createStatusHandler(
  database: Database,
  { bus, relay }: EventPath,
  log: Logger,
): RequestHandler {
  return async (_request, response) => {
    const { servedSince, lastBeatAt } = bus.times();
    const report: StatusReport = {
      healthy: false,
      databaseTime: null,
      databaseLatencyMs: null,
      eventTransport: bus.transport,
      eventsConnected: bus.isConnected(),
      eventsCanLeave: bus.canPublish(),
      eventsServedSince: servedSince?.toISOString() ?? null,
      lastBeatAt: lastBeatAt?.toISOString() ?? null,
      eventsWaiting: null,
      oldestEventAgeSeconds: null,
    };
    try {
      const { time, latencyMilliseconds } = await database.ping();
      const { waiting, oldestAt } = await relay.backlog();
      report.healthy = true;
      report.databaseTime = time.toISOString();
      report.databaseLatencyMs = latencyMilliseconds;
      report.eventsWaiting = waiting;
      report.oldestEventAgeSeconds =
        oldestAt === null ? null : Math.max(0, (Date.now() - oldestAt.getTime()) / 1000);
    } catch (error) {
      log.warn({ err: error }, "the database does not answer");
    }
    sendJson(response, 200, report);
  };
}
