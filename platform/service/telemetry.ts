/** Opens the telemetry of a process, and serves its metrics to Prometheus on a port of their own. */
import type { Lifecycle } from "../closer-stack.js";
import { readMetricsListenConfig } from "../http/config.js";
import { linkTo } from "../http/link.js";
import type { ListenConfig } from "../http/listener.js";
import { startHttpServer } from "../http/server.js";
import type { Logger } from "../log.js";
import type { SettingsReader } from "../settings/settings-reader.js";
import { readTelemetryConfig, type TelemetryConfig } from "../telemetry/config.js";
import { isOn, noTelemetrySource, openTelemetry, type TelemetrySource } from "../telemetry/open-telemetry.js";
import { createMetricsHandler, metricsPath } from "./metrics-route.js";

/** The settings of a process's telemetry. */
export interface ProcessTelemetryConfig extends TelemetryConfig {
  /** Where metrics are served; null for nowhere. */
  metricsListen: ListenConfig | null;
}

/** Reads OTEL_…, METRICS_PORT and METRICS_HOST. */
export function readProcessTelemetryConfig(settings: SettingsReader): ProcessTelemetryConfig {
  const metricsListen = readMetricsListenConfig(settings);
  return { metricsListen, ...readTelemetryConfig(settings, metricsListen !== null) };
}

/**
 * Opens it; without settings it is off. Open it before all other parts, so that it closes after them.
 * @throws StartError when the port of the metrics is not available.
 */
export async function openProcessTelemetry(
  config: ProcessTelemetryConfig,
  arrangement: "alone" | "together",
  getLog: () => Logger,
  lifecycle: Lifecycle,
): Promise<TelemetrySource> {
  if (!isOn(config)) return noTelemetrySource;
  const log = getLog();
  const telemetry = await openTelemetry(config, arrangement, log, lifecycle);
  if (telemetry.readMetrics !== null && config.metricsListen !== null) {
    const handler = createMetricsHandler(telemetry.readMetrics);
    const route = (path: string) => (path === metricsPath ? handler : undefined);
    const server = await startHttpServer(config.metricsListen, { find: route }, log);
    lifecycle.onStop(server.stop);
    log.info({ url: `${linkTo(server.url)}${metricsPath}` }, "serving metrics");
  }
  return telemetry;
}
