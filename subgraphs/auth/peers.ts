/** Asks every service how its database is doing, over the same HTTP that the gateway uses. */
import { Pool } from "undici";
import type { StatusReport } from "../../platform/graphql/subgraph-server.js";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import type { Logger } from "../../platform/log.js";
import { type ServiceUrls, serviceNames } from "../../platform/service-config.js";

/** One row of `systemStatus`. */
export interface ServiceStatus {
  service: string;
  healthy: boolean;
  databaseTime: Date | null;
  databaseLatencyMs: number | null;
  detail: string | null;
}

const timeoutMilliseconds = 3_000;

/** Creates the question; `urls` is read when it is asked. */
export function createStatusQuestion(urls: ServiceUrls, gatewaySecret: string, log: Logger) {
  const ask = async (url: string): Promise<StatusReport> => {
    const pool = new Pool(url, {
      headersTimeout: timeoutMilliseconds,
      bodyTimeout: timeoutMilliseconds,
      connectTimeout: timeoutMilliseconds,
    });
    try {
      const headers = { [gatewaySecretHeader]: gatewaySecret };
      const { statusCode, body } = await pool.request({ method: "GET", path: "/health/status", headers });
      if (statusCode !== 200) throw new Error(`The service answered ${statusCode}.`);
      return (await body.json()) as StatusReport;
    } finally {
      await pool.destroy();
    }
  };
  return (): Promise<ServiceStatus[]> =>
    Promise.all(
      serviceNames.map(async (service) => {
        try {
          const { healthy, databaseTime, databaseLatencyMs } = await ask(urls[service]);
          const detail = healthy ? null : "Its database does not answer.";
          return {
            service,
            healthy,
            databaseTime: databaseTime === null ? null : new Date(databaseTime),
            databaseLatencyMs,
            detail,
          };
        } catch (error) {
          log.warn({ err: error, service }, "a service does not answer");
          return {
            service,
            healthy: false,
            databaseTime: null,
            databaseLatencyMs: null,
            detail: "The service does not answer.",
          };
        }
      }),
    );
}
