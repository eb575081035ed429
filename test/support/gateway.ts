/** The gateway alone in the test's process, over subgraphs of the test. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { startGateway } from "../../gateway/app.js";
import { readGatewayConfig } from "../../gateway/config.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createInProcessBus } from "../../platform/events/bus.js";
import type { Logger } from "../../platform/log.js";
import { createSettingsReader, type Environment } from "../../platform/settings/settings-reader.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { createClient, type GraphClient } from "./client.js";
import { silentLog } from "./environment.js";
import { type ServiceProcess, startService } from "./service-process.js";
import { createSparePlanners } from "./spare-planners.js";

/** A subgraph as composition and the gateway need it. */
export interface SubgraphAddress {
  name: string;
  sdl: string;
  url: string;
}

/** A gateway under test. */
export interface TestGateway {
  url: string;
  client: GraphClient;
  stop(): Promise<void>;
}

/** Composes the supergraph of these subgraphs. @throws Error when they do not fit. */
export function composeSupergraph(subgraphs: readonly SubgraphAddress[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(String(errors));
  return supergraphSdl;
}

/** Settings of a gateway before these subgraphs, on a free port; with a folder that `remove` takes away. */
function gatewaySettings(subgraphs: readonly SubgraphAddress[]) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-gateway-"));
  const path = join(folder, "supergraph.graphql");
  writeFileSync(path, composeSupergraph(subgraphs));
  const environment = {
    GATEWAY_PORT: "0",
    GATEWAY_SECRET: "a secret that only the tests know, 0123456789",
    SUPERGRAPH_PATH: path,
    LOG_DIR: folder,
    // A busy machine must not make the test's requests fail.
    MAX_EVENT_LOOP_DELAY_MS: "60000",
    REQUEST_TIMEOUT_MS: "90000",
    SUBGRAPH_TIMEOUT_MS: "60000",
    // Its health is asked too; any of them will do.
    AUTH_URL: subgraphs[0]?.url,
    ...Object.fromEntries(subgraphs.map(({ name, url }) => [`${name.toUpperCase()}_URL`, url])),
  };
  return { environment, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the gateway as a process of its own; `url` is where it listens. */
export async function startGatewayProcess(
  subgraphs: readonly SubgraphAddress[],
  overrides: Environment = {},
): Promise<ServiceProcess & { url: string }> {
  const { environment, remove } = gatewaySettings(subgraphs);
  const service = await startService("gateway", { ...environment, ...overrides });
  void service.ended.then(remove);
  const url = /listening on ([^\s"]+)/.exec(service.output())?.[1] ?? "";
  return { ...service, url };
}

/** Starts the gateway in this process. Stop it in `afterAll`. */
export async function startTestGateway(
  subgraphs: readonly SubgraphAddress[],
  overrides: Environment = {},
  log: Logger = silentLog(),
  startPlanner = createSparePlanners(),
): Promise<TestGateway> {
  const { environment, remove } = gatewaySettings(subgraphs);
  const settings = createSettingsReader({ ...environment, ...overrides });
  const config = readGatewayConfig(settings);
  settings.requireValid();
  const stack = createCloserStack();
  stack.onStop(remove);
  const parts = {
    bus: createInProcessBus(),
    log,
    lifecycle: stack,
    telemetry: noTelemetry,
    startPlanner,
  };
  const url = await startGateway(config, parts).catch(async (error: unknown) => {
    await stack.stop();
    throw error;
  });
  return { url, client: createClient(url), stop: stack.stop };
}
