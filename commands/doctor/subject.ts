/** Reads the settings to examine: of the whole system, or of one service, as its start reads them. */
import { join } from "node:path";
import { type GatewayConfig, readGatewayConfig } from "../../gateway/config.js";
import { type BrokerConfig, readBrokerConfig } from "../../platform/events/rabbitmq/config.js";
import { type LogConfig, readLogConfig } from "../../platform/log-config.js";
import { projectRoot } from "../../platform/project-root.js";
import { readProcessTelemetryConfig } from "../../platform/service/telemetry.js";
import { readDataDirectory } from "../../platform/settings/data-directory.js";
import {
  createSettingsReader,
  type Environment,
  SettingsError,
  type SettingsReader,
} from "../../platform/settings/settings-reader.js";
import type { ServiceName } from "../../schema/services.js";
import { type SubgraphConfigs, subgraphApps } from "../subgraphs.js";
import { readSystemConfig } from "../system.js";
import { readSecretsOnly } from "./secrets-only.js";

/** The settings, as far as they are readable. */
export interface Subject {
  /** Null for the whole system in one process, as `npm start` runs it. */
  service: ServiceName | null;
  environment: Environment;
  settings: SettingsReader;
  /** The problems of the settings. */
  problems: readonly string[];
  dataDirectory: string;
  log: LogConfig;
  gateway: GatewayConfig | null;
  subgraphs: Partial<SubgraphConfigs>;
  /** Null when none is configured, or its settings are wrong. */
  broker: BrokerConfig | null;
  /** Does the system run its own database? */
  isEmbedded: boolean;
}

/** Reads the settings; creates no secret and no folder. */
export function readSubject(environment: Environment, service: ServiceName | null): Subject {
  const directory = readDataDirectory(createSettingsReader(environment));
  const settings = createSettingsReader(environment, readSecretsOnly(join(directory, "secrets")));
  const dataDirectory = readDataDirectory(settings);
  const log = readLogConfig(settings, join(projectRoot, "logs"));
  const isEmbedded = service === null && !settings.production && !settings.isSecretSet("MONGODB_URI");
  const parts = service === null ? readSystem(settings, isEmbedded) : readService(settings, service);
  return {
    service,
    environment,
    settings,
    problems: problemsOf(settings),
    dataDirectory,
    log,
    isEmbedded,
    ...parts,
  };
}

type Parts = Pick<Subject, "gateway" | "subgraphs" | "broker">;

function readSystem(settings: SettingsReader, isEmbedded: boolean): Parts {
  const {
    gateway,
    broker,
    telemetry: _,
    ...subgraphs
  } = readSystemConfig(settings, isEmbedded ? "embedded" : undefined);
  return { gateway, broker, subgraphs };
}

function readService(settings: SettingsReader, service: ServiceName): Parts {
  const gateway = service === "gateway" ? readGatewayConfig(settings) : null;
  const subgraphs = service === "gateway" ? {} : { [service]: subgraphApps[service].readConfig(settings) };
  readProcessTelemetryConfig(settings);
  return { gateway, subgraphs, broker: readBrokerConfig(settings, "alone") };
}

function problemsOf(settings: SettingsReader): readonly string[] {
  try {
    settings.requireValid();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
