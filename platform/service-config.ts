/** Settings that all subgraphs have in common. */
import { isIP } from "node:net";
import { join } from "node:path";
import type { SettingsReader } from "./config.js";
import type { DatabaseConfig } from "./database/connection.js";
import type { EventBus } from "./events/bus.js";
import { readConnectionLimits } from "./http/connection-limits.js";
import type { ListenConfig } from "./http/server.js";
import type { TokenExpectations } from "./identity/token-verifier.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Logger } from "./log.js";
import { projectRoot } from "./project-root.js";
import { quoteSetting, quoteUrlSetting } from "./redact.js";

/** The subgraphs of this graph. */
export const serviceNames = ["auth", "user", "task"] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Base URLs of the services, e.g. `http://127.0.0.1:4001`. */
export type ServiceUrls = Record<ServiceName, string>;

/** Where a part listens unless told otherwise. */
export const defaultPorts = { gateway: 4000, auth: 4001, user: 4002, task: 4003 } as const;

/** Where front ends usually run on a developer's machine: what ALLOWED_ORIGINS is there. */
const developmentOrigins = [
  "http://localhost:3000",
  "http://localhost:5173",
  "http://localhost:8080",
] as const;

/** What every subgraph is told. */
export interface ServiceConfig {
  listen: ListenConfig;
  database: DatabaseConfig;
  /** By which a subgraph knows the gateway. */
  gatewaySecret: string;
  tokens: TokenExpectations;
  /** How long an access token lives, in seconds; revocations are remembered as long. */
  accessTokenSeconds: number;
  /** How long a fetched key set is used before it is fetched anew. */
  keySetCacheSeconds: number;
  serviceUrls: ServiceUrls;
  /** How often what is held about accounts is compared with auth's list, where events come through a broker. */
  reconcileSeconds: number;
}

/** What a process gives each part that it starts. */
export interface AppParts {
  bus: EventBus;
  log: Logger;
  lifecycle: Lifecycle;
}

/** Where data and generated secrets live in development. */
export function readDataDirectory(settings: SettingsReader): string {
  return settings.optional("DATA_DIR") ?? join(projectRoot, ".gatehouse");
}

/**
 * Reads HOST, DRAIN_DELAY_MS, the limits of connections and NAME_PORT; for the gateway PORT as well, which many platforms set for the one
 * public door.
 */
export function readListenConfig(settings: SettingsReader, name: keyof typeof defaultPorts): ListenConfig {
  const ownSetting = `${name.toUpperCase()}_PORT`;
  const isByPlatform = name === "gateway" && settings.optional(ownSetting) === undefined;
  const portSetting = isByPlatform && settings.optional("PORT") !== undefined ? "PORT" : ownSetting;
  return {
    host: readHost(settings),
    port: settings.port(portSetting, defaultPorts[name]),
    portSetting,
    connections: readConnectionLimits(settings),
    drainDelayMilliseconds: settings.integer("DRAIN_DELAY_MS", settings.production ? 5_000 : 0, {
      min: 0,
      max: 300_000,
    }),
  };
}

/** The address or name alone; brackets around an IPv6 address belong to URLs and are taken away. */
function readHost(settings: SettingsReader): string {
  const host = settings.text("HOST", "127.0.0.1").replace(/^\[(.*)\]$/, "$1");
  const isName = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i.test(host);
  // Four numbers that are no address would be asked of the name server.
  if (host.includes("%") || (isIP(host) === 0 && (!isName || /^[\d.]+$/.test(host)))) {
    settings.complain(
      `HOST must be an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::1, or its name; it is ${quoteSetting(host)}. The port has a setting of its own.`,
    );
  }
  return host;
}

/**
 * Reads ALLOWED_ORIGINS, whose pages may read answers (CORS) and use passkeys: as browsers write them, in the
 * header `Origin` (https://www.rfc-editor.org/rfc/rfc6454#section-6.2).
 */
export function readAllowedOrigins(
  settings: SettingsReader,
  what: { requiredInProduction?: string } = {},
): readonly string[] {
  const origins = settings.list("ALLOWED_ORIGINS", developmentOrigins, what);
  if (origins.some((origin) => origin.includes("@"))) {
    settings.complain("ALLOWED_ORIGINS must not hold a name or a password, nor an @.");
    return origins;
  }
  for (const origin of origins) {
    const problem = problemOfOrigin(origin);
    if (problem !== null)
      settings.complain(`ALLOWED_ORIGINS has the entry ${quoteUrlSetting(origin)}: ${problem}`);
  }
  return origins;
}

function problemOfOrigin(text: string): string | null {
  if (text.includes("*")) return "there are no wildcards; list each origin.";
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) {
    return "an origin is like https://app.example.com.";
  }
  return url.origin === text ? null : `write ${url.origin}.`;
}

/** Reads AUTH_URL, USER_URL and TASK_URL. */
export function readServiceUrls(settings: SettingsReader): ServiceUrls {
  const url = (name: ServiceName) =>
    settings.url(`${name.toUpperCase()}_URL`, `http://127.0.0.1:${defaultPorts[name]}`);
  return { auth: url("auth"), user: url("user"), task: url("task") };
}

/** Reads the settings by which the gateway and the subgraphs know each other and the tokens. */
export function readTrustConfig(settings: SettingsReader) {
  return {
    gatewaySecret: settings.secret("GATEWAY_SECRET", "the gateway and the subgraphs know each other by it."),
    tokens: {
      issuer: settings.text("TOKEN_ISSUER", "https://gatehouse.local"),
      audience: settings.text("TOKEN_AUDIENCE", "gatehouse"),
    },
    ...readTokenTimes(settings),
  };
}

/** Reads ACCESS_TOKEN_SECONDS and KEY_SET_CACHE_SECONDS. */
export function readTokenTimes(settings: SettingsReader) {
  return {
    accessTokenSeconds: settings.integer("ACCESS_TOKEN_SECONDS", 300, { min: 10, max: 86_400 }),
    keySetCacheSeconds: settings.integer("KEY_SET_CACHE_SECONDS", 300, { min: 1, max: 3_600 }),
  };
}

/** Reads REFRESH_COOKIE, which the gateway and auth must agree on: do refresh tokens travel in a cookie? */
export const readRefreshCookie = (settings: SettingsReader): boolean =>
  settings.flag("REFRESH_COOKIE", false);
