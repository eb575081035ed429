/** Use case `systemStatus`: asks every service for its state, over the same HTTP that the gateway uses. */
import { Pool } from "undici";
import { gatewaySecretHeader } from "../../../platform/http/gateway-secret.js";
import { type StatusReport, statusPath } from "../../../platform/service/service-status.js";
import { currentTrace } from "../../../platform/telemetry/current-trace.js";
import { type SubgraphName, subgraphNames } from "../../../schema/services.js";
import type { Parts } from "../parts.js";

/** The state of one service. Every field but `service` and `healthy` is null when the service does not respond. */
export type ServiceStatus = {
  service: string;
  healthy: boolean;
  databaseTime: Date | null;
  eventsServedSince: Date | null;
  lastBeatAt: Date | null;
  detail: string | null;
} & {
  [Field in Exclude<keyof StatusReport, "healthy" | "eventsCanLeave" | TimeField>]:
    | StatusReport[Field]
    | null;
};

type TimeField = "databaseTime" | "eventsServedSince" | "lastBeatAt";
type StatusParts = Parts<"config" | "log">;

const unknown = {
  healthy: false,
  databaseTime: null,
  databaseLatencyMs: null,
  eventTransport: null,
  eventsConnected: null,
  eventsServedSince: null,
  lastBeatAt: null,
  eventsWaiting: null,
  oldestEventAgeSeconds: null,
} as const;

const timeoutMilliseconds = 3_000;

/** Returns the state of every service. `config.serviceUrls` is read at each call. */
export const systemStatus = (parts: StatusParts): Promise<ServiceStatus[]> =>
  Promise.all(subgraphNames.map((service) => statusOf(parts, service)));

async function statusOf({ config, log }: StatusParts, service: SubgraphName): Promise<ServiceStatus> {
  try {
    const answer = await readReport(config.serviceUrls[service], config.gatewaySecret);
    const { databaseTime, eventsServedSince, lastBeatAt, eventsCanLeave, ...report } = answer;
    return {
      service,
      ...report,
      databaseTime: toDate(databaseTime),
      eventsServedSince: toDate(eventsServedSince),
      lastBeatAt: toDate(lastBeatAt),
      detail: describe({ ...report, eventsCanLeave }),
    };
  } catch (error) {
    log.warn({ err: error, service }, "a service does not answer");
    return { service, ...unknown, detail: "The service does not answer." };
  }
}

async function readReport(url: string, gatewaySecret: string): Promise<StatusReport> {
  const pool = new Pool(url, {
    headersTimeout: timeoutMilliseconds,
    bodyTimeout: timeoutMilliseconds,
    connectTimeout: timeoutMilliseconds,
  });
  try {
    const headers = { [gatewaySecretHeader]: gatewaySecret, ...currentTrace()?.headers() };
    const { statusCode, body } = await pool.request({ method: "GET", path: statusPath, headers });
    if (statusCode !== 200) throw new Error(`The service answered ${statusCode}.`);
    return (await body.json()) as StatusReport;
  } finally {
    await pool.destroy();
  }
}

function toDate(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

function describe({
  healthy,
  eventsConnected,
  eventsCanLeave,
}: Pick<StatusReport, "healthy" | "eventsConnected" | "eventsCanLeave">): string | null {
  if (!healthy) return "Its database does not answer.";
  if (eventsConnected) return null;
  return eventsCanLeave
    ? "Events of other services may not reach it; it asks auth until they do."
    : "Its events do not reach the other services; they wait.";
}
