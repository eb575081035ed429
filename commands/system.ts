/** The whole system in one process: the same parts as apart, each on its own port, events handed over in memory or by a broker. */
import { startGateway } from "../gateway/app.js";
import { type GatewayConfig, readGatewayConfig } from "../gateway/config.js";
import type { SettingsReader } from "../platform/config.js";
import { type BrokerConfig, readBrokerConfig } from "../platform/events/rabbitmq/config.js";
import { openEventBus } from "../platform/events/rabbitmq/open-bus.js";
import type { ListenConfig } from "../platform/http/server.js";
import type { Lifecycle } from "../platform/lifecycle.js";
import type { Logger } from "../platform/log.js";
import { type ServiceUrls, type SubgraphName, subgraphNames } from "../schema/services.js";
import { type SubgraphApp, type SubgraphConfigs, subgraphApps } from "./subgraphs.js";

/** The settings of every part. */
export interface SystemConfig extends SubgraphConfigs {
  gateway: GatewayConfig;
  /** Null: events stay in this process. */
  broker: BrokerConfig | null;
}

/** Reads every part's settings by one reader, so that all problems are told at once. */
export function readSystemConfig(settings: SettingsReader, databaseUri?: string): SystemConfig {
  const subgraphs = Object.fromEntries(
    subgraphNames.map((name) => [name, subgraphApps[name].readConfig(settings, databaseUri)]),
  ) as SubgraphConfigs;
  const config = {
    ...subgraphs,
    gateway: readGatewayConfig(settings),
    broker: readBrokerConfig(settings, "together"),
  };
  requireOwnPorts(settings, [...Object.values(subgraphs), config.gateway]);
  return config;
}

/** In one process no two parts listen on one port. */
function requireOwnPorts(settings: SettingsReader, parts: readonly { listen: ListenConfig }[]): void {
  const taken = new Map<number, string>();
  for (const { port, portSetting } of parts.map(({ listen }) => listen)) {
    const other = taken.get(port);
    if (port !== 0 && other !== undefined) {
      settings.complain(`${other} and ${portSetting} are both ${port}: give each part a port of its own.`);
    }
    taken.set(port, portSetting);
  }
}

/** Starts the subgraphs, then the gateway; returns the URL that each listens at. */
export async function startSystem(
  config: SystemConfig,
  logOf: (service: string) => Logger,
  lifecycle: Lifecycle,
): Promise<ServiceUrls & { gateway: string }> {
  // One object for all: filled as the parts come up on whatever ports they got, and read when they call each other.
  const serviceUrls = { ...config.gateway.serviceUrls };
  const bus = await openEventBus(config.broker, "together", logOf("events"), lifecycle);
  const parts = (service: string) => ({ bus, log: logOf(service), lifecycle });
  const startSubgraph = async <Name extends SubgraphName>(name: Name): Promise<void> => {
    const app: SubgraphApp<SubgraphConfigs[Name]> = subgraphApps[name];
    serviceUrls[name] = await app.start({ ...config[name], serviceUrls }, parts(name));
  };
  for (const name of subgraphNames) await startSubgraph(name);
  const gateway = await startGateway({ ...config.gateway, serviceUrls }, parts("gateway"));
  lifecycle.onStop(bus.stopConsuming);
  return { ...serviceUrls, gateway };
}
