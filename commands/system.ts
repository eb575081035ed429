/** Runs the whole system in one process: each part on its own port, events in memory or through a broker. */
import { type GatewayParts, startGateway } from "../gateway/app.js";
import { type GatewayConfig, readGatewayConfig } from "../gateway/config.js";
import type { Lifecycle } from "../platform/closer-stack.js";
import { measureBus } from "../platform/events/measure-bus.js";
import { type BrokerConfig, readBrokerConfig } from "../platform/events/rabbitmq/config.js";
import { openEventBus } from "../platform/events/rabbitmq/open-bus.js";
import { reportQueues } from "../platform/events/report-queues.js";
import { traceBus } from "../platform/events/trace-bus.js";
import type { ListenConfig } from "../platform/http/listener.js";
import type { Logger } from "../platform/log.js";
import {
  openProcessTelemetry,
  type ProcessTelemetryConfig,
  readProcessTelemetryConfig,
} from "../platform/service/telemetry.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";
import { reportProcess } from "../platform/telemetry/process-metrics.js";
import { type ServiceUrls, type SubgraphName, subgraphNames } from "../schema/services.js";
import { type SubgraphApp, type SubgraphConfigs, subgraphApps } from "./subgraphs.js";

/** The settings of all parts. */
export interface SystemConfig extends SubgraphConfigs {
  gateway: GatewayConfig;
  /** Null: events stay in this process. */
  broker: BrokerConfig | null;
  telemetry: ProcessTelemetryConfig;
}

/** Reads the settings of all parts with one reader, so that all problems are reported at once. */
export function readSystemConfig(settings: SettingsReader, databaseUri?: string): SystemConfig {
  const subgraphs = Object.fromEntries(
    subgraphNames.map((name) => [name, subgraphApps[name].readConfig(settings, databaseUri)]),
  ) as SubgraphConfigs;
  const config = {
    ...subgraphs,
    gateway: readGatewayConfig(settings),
    broker: readBrokerConfig(settings, "together"),
    telemetry: readProcessTelemetryConfig(settings),
  };
  const { metricsListen } = config.telemetry;
  requireOwnPorts(settings, [
    ...[...Object.values(subgraphs), config.gateway].map(({ listen }) => listen),
    ...(metricsListen === null ? [] : [metricsListen]),
  ]);
  const { port, tls } = config.gateway.listen;
  // Links in mails lead to the console of this gateway, on whatever port it is.
  if (!settings.isSet("APP_URL") && !settings.production && port !== 0)
    subgraphs.auth.mail.appUrl = `${tls ? "https" : "http"}://localhost:${port}/app`;
  return config;
}

/** In one process no two parts may listen on one port. */
function requireOwnPorts(settings: SettingsReader, listens: readonly ListenConfig[]): void {
  const taken = new Map<number, string>();
  for (const { port, portSetting } of listens) {
    const other = taken.get(port);
    if (port !== 0 && other !== undefined) {
      settings.complain(`${other} and ${portSetting} are both ${port}: give each part a port of its own.`);
    }
    taken.set(port, portSetting);
  }
}

/** Starts the subgraphs, then the gateway; returns the URL of each. */
export async function startSystem(
  config: SystemConfig,
  logOf: (service: string) => Logger,
  lifecycle: Lifecycle,
  { startPlanner }: Pick<GatewayParts, "startPlanner"> = {},
): Promise<ServiceUrls & { gateway: string }> {
  // One object for all parts: filled with the actual ports as they start, and read when they call each other.
  const serviceUrls = { ...config.gateway.serviceUrls };
  const telemetry = await openProcessTelemetry(
    config.telemetry,
    "together",
    () => logOf("telemetry"),
    lifecycle,
  );
  const bus = await openEventBus(config.broker, "together", logOf("events"), lifecycle);
  reportProcess(telemetry.of(), lifecycle);
  reportQueues(bus.readQueues, telemetry.of());
  const parts = (service: string) => ({
    bus: measureBus(traceBus(bus, telemetry.of(service)), telemetry.of(service)),
    log: logOf(service),
    lifecycle,
    telemetry: telemetry.of(service),
  });
  const startSubgraph = async <Name extends SubgraphName>(name: Name): Promise<void> => {
    const app: SubgraphApp<SubgraphConfigs[Name]> = subgraphApps[name];
    serviceUrls[name] = await app.start({ ...config[name], serviceUrls }, parts(name));
  };
  for (const name of subgraphNames) await startSubgraph(name);
  const gateway = await startGateway(
    { ...config.gateway, serviceUrls },
    { ...parts("gateway"), ...(startPlanner && { startPlanner }) },
  );
  lifecycle.onStop(bus.stopConsuming);
  return { ...serviceUrls, gateway };
}
