/** The whole system in one process: the same parts as apart, each on its own port, events handed over in memory or by a broker. */
import { startGateway } from "../gateway/app.js";
import { type GatewayConfig, readGatewayConfig } from "../gateway/config.js";
import type { SettingsReader } from "../platform/config.js";
import { type BrokerConfig, readBrokerConfig } from "../platform/events/rabbitmq/config.js";
import { openEventBus } from "../platform/events/rabbitmq/open-bus.js";
import type { ListenConfig } from "../platform/http/server.js";
import type { Lifecycle } from "../platform/lifecycle.js";
import type { Logger } from "../platform/log.js";
import type { ServiceUrls } from "../platform/service-config.js";
import { startAuth } from "../subgraphs/auth/app.js";
import { type AuthConfig, readAuthConfig } from "../subgraphs/auth/config.js";
import { startTask } from "../subgraphs/task/app.js";
import { readTaskConfig, type TaskConfig } from "../subgraphs/task/config.js";
import { startUser } from "../subgraphs/user/app.js";
import { readUserConfig, type UserConfig } from "../subgraphs/user/config.js";

/** The settings of every part. */
export interface SystemConfig {
  auth: AuthConfig;
  user: UserConfig;
  task: TaskConfig;
  gateway: GatewayConfig;
  /** Null: events stay in this process. */
  broker: BrokerConfig | null;
}

/** Reads every part's settings by one reader, so that all problems are told at once. */
export function readSystemConfig(settings: SettingsReader, databaseUri?: string): SystemConfig {
  const config = {
    auth: readAuthConfig(settings, databaseUri),
    user: readUserConfig(settings, databaseUri),
    task: readTaskConfig(settings, databaseUri),
    gateway: readGatewayConfig(settings),
    broker: readBrokerConfig(settings, "together"),
  };
  requireOwnPorts(settings, [config.auth, config.user, config.task, config.gateway]);
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

/** Starts the subgraphs, then the gateway; answers where each listens. */
export async function startSystem(
  config: SystemConfig,
  logOf: (service: string) => Logger,
  lifecycle: Lifecycle,
): Promise<ServiceUrls & { gateway: string }> {
  // One object for all: filled as the parts come up on whatever ports they got, and read when they call each other.
  const serviceUrls = { ...config.gateway.serviceUrls };
  const bus = await openEventBus(config.broker, "together", logOf("events"), lifecycle);
  const parts = (service: string) => ({ bus, log: logOf(service), lifecycle });
  serviceUrls.auth = await startAuth({ ...config.auth, serviceUrls }, parts("auth"));
  serviceUrls.user = await startUser({ ...config.user, serviceUrls }, parts("user"));
  serviceUrls.task = await startTask({ ...config.task, serviceUrls }, parts("task"));
  const gateway = await startGateway({ ...config.gateway, serviceUrls }, parts("gateway"));
  lifecycle.onStop(bus.stopConsuming);
  return { ...serviceUrls, gateway };
}
