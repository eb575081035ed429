/** Reads the files that Gatehouse is deployed by, as the tools that take them would. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { subgraphApps } from "../../commands/subgraphs.js";
import { readGatewayConfig } from "../../gateway/config.js";
import type { DatabaseConfig } from "../../platform/database/connection.js";
import { readBrokerConfig } from "../../platform/events/rabbitmq/config.js";
import type { ListenConfig } from "../../platform/http/listener.js";
import { readLogConfig } from "../../platform/log-config.js";
import { projectRoot } from "../../platform/project-root.js";
import { readProcessTelemetryConfig } from "../../platform/service/telemetry.js";
import { readDataDirectory } from "../../platform/settings/data-directory.js";
import { createSettingsReader, type Environment } from "../../platform/settings/settings-reader.js";
import type { ServiceName, ServiceUrls } from "../../schema/services.js";

/** What the image itself sets. */
export const imageEnvironment = { NODE_ENV: "production", HOST: "0.0.0.0" };

/** One container of docker-compose.yml, as far as the tests look. */
export interface ComposeService {
  image: string;
  profiles?: string[];
  command?: string[];
  environment: Record<string, string>;
  ports?: string[];
  networks: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck: { test: string[] };
  restart: string;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop: string[];
  security_opt: string[];
  user?: string;
  volumes?: string[];
}

/** docker-compose.yml. */
export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
}

/** A Kubernetes object, as far as the tests look: plain data. */
// biome-ignore lint/suspicious/noExplicitAny: the manifests' schema is Kubernetes' own, and the tests check it.
export type Manifest = any;

/** A file of the project. */
export const readProjectFile = (path: string): string => readFileSync(join(projectRoot, path), "utf8");

/** docker-compose.yml with its anchors resolved and its variables left as they are written. */
export const readComposeFile = (): ComposeFile =>
  parse(readProjectFile("docker-compose.yml"), { merge: true });

/** The examples of the Secrets that the Kubernetes manifests need. */
export const readSecretExamples = (): Manifest[] =>
  parseAllDocuments(readProjectFile("deploy/kubernetes/secrets.example.yaml")).map((document) =>
    document.toJS(),
  );

/** Puts variables in their places: `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
export function interpolate(text: string, variables: Environment): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest?: string) => {
    const value = variables[name] || (kind === "-" ? rest : undefined);
    if (value === undefined) throw new Error(`${name} is not set: ${rest ?? ""}`);
    return value;
  });
}

/** Reads a service's settings as its process does. @throws SettingsError when they are not good. */
export function readSettingsOf(service: ServiceName, environment: Environment) {
  const settings = createSettingsReader({ ...imageEnvironment, ...environment });
  readDataDirectory(settings);
  readLogConfig(settings, "logs");
  readProcessTelemetryConfig(settings);
  const read = service === "gateway" ? readGatewayConfig : subgraphApps[service].readConfig;
  const config: { listen: ListenConfig; serviceUrls: ServiceUrls; database?: DatabaseConfig } =
    read(settings);
  readBrokerConfig(settings, "alone");
  settings.requireValid();
  return { config, names: settings.names };
}
