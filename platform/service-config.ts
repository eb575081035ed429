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
import { settingPrefixOf } from "./setting-prefix.js";

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
  const { optional } = settings.section("The process");
  const directory = optional("DATA_DIR", {
    about: "The folder for the data, the generated secrets and the mails of a development machine.",
    otherwise: "`.gatehouse` in the project",
  });
  return directory ?? join(projectRoot, ".gatehouse");
}

/** A service as far as its socket is concerned. */
export interface ServiceSocket {
  name: string;
  /** Where it listens when no setting says otherwise. */
  port: number;
  /** Is it the one that PORT is for, which many platforms set for the public service? */
  isPublic?: boolean;
}

/** Reads HOST, DRAIN_DELAY_MS, the limits of connections and NAME_PORT; for a public service PORT as well. */
export function readListenConfig(settings: SettingsReader, socket: ServiceSocket): ListenConfig {
  const { integer } = settings.section("The process");
  return {
    host: readHost(settings),
    ...readPort(settings, socket),
    connections: readConnectionLimits(settings),
    drainDelayMilliseconds: integer("DRAIN_DELAY_MS", settings.production ? 5_000 : 0, {
      min: 0,
      max: 300_000,
      about:
        "At SIGTERM, how long a service says that it is not ready and still serves, so that load balancers turn elsewhere.",
    }),
  };
}

function readPort(
  settings: SettingsReader,
  { name, port: defaultPort, isPublic = false }: ServiceSocket,
): Pick<ListenConfig, "port" | "portSetting"> {
  const { port } = settings.section("Addresses and ports");
  const ownSetting = `${settingPrefixOf(name)}_PORT`;
  const own = (applies: boolean) =>
    port(ownSetting, defaultPort, {
      about: `The port of ${isPublic ? `the ${name}` : name}; 0 for any free one.${isPublic ? " Under Docker Compose, the port that is published." : ""}`,
      applies,
    });
  if (!isPublic) return { port: own(true), portSetting: ownSetting };
  const isByPlatform = !settings.isSet(ownSetting) && settings.isSet("PORT");
  const byPlatform = port("PORT", defaultPort, {
    about: `The port of the ${name} where \`${ownSetting}\` is not set, for platforms that choose it.`,
    otherwise: "none",
    applies: isByPlatform,
  });
  const byOwn = own(!isByPlatform);
  return isByPlatform ? { port: byPlatform, portSetting: "PORT" } : { port: byOwn, portSetting: ownSetting };
}

/** The address or name alone; brackets around an IPv6 address belong to URLs and are taken away. */
function readHost(settings: SettingsReader): string {
  const { text } = settings.section("Addresses and ports");
  const given = text("HOST", "127.0.0.1", {
    about: "The address that a service listens on. The image sets `0.0.0.0`.",
  });
  const host = given.replace(/^\[(.*)\]$/, "$1");
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
  { requiredInProduction }: { requiredInProduction?: string } = {},
): readonly string[] {
  const { list } = settings.section("Front ends");
  const origins = list("ALLOWED_ORIGINS", developmentOrigins, {
    about:
      "The origins whose pages may read answers (CORS) and use passkeys, such as `https://app.example.com`; without wildcards.",
    requiredInProduction,
  });
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

/** Reads the settings by which the gateway and the subgraphs know each other and the tokens. */
export function readTrustConfig(settings: SettingsReader) {
  const { secret } = settings.section("Secrets");
  const { text } = settings.section("Tokens and signing keys");
  return {
    gatewaySecret: secret("GATEWAY_SECRET", {
      about: "By it the gateway and the subgraphs know each other; the same in all services.",
      requiredInProduction: "the gateway and the subgraphs know each other by it.",
    }),
    tokens: {
      issuer: text("TOKEN_ISSUER", "https://gatehouse.local", {
        about: "The claim `iss` of access tokens; the same in all services.",
      }),
      audience: text("TOKEN_AUDIENCE", "gatehouse", {
        about: "The claim `aud` of access tokens; the same in all services.",
      }),
    },
    ...readTokenTimes(settings),
  };
}

/** Reads ACCESS_TOKEN_SECONDS and KEY_SET_CACHE_SECONDS. */
export function readTokenTimes(settings: SettingsReader) {
  const { integer } = settings.section("Tokens and signing keys");
  return {
    accessTokenSeconds: integer("ACCESS_TOKEN_SECONDS", 300, {
      min: 10,
      max: 86_400,
      about: "The lifetime of an access token; the same in all services.",
    }),
    keySetCacheSeconds: integer("KEY_SET_CACHE_SECONDS", 300, {
      min: 1,
      max: 3_600,
      about:
        "How long a fetched key set is used before it is fetched again; the same in all services. The next key is published for twice this time before it signs; an unknown key causes one fetch in a tenth of it.",
    }),
  };
}

/** Reads REFRESH_COOKIE, which the gateway and auth must agree on: do refresh tokens travel in a cookie? */
export const readRefreshCookieMode = (settings: SettingsReader): boolean =>
  settings.section("Front ends").flag("REFRESH_COOKIE", false, {
    about:
      "Refresh tokens travel in a cookie that scripts cannot read, for browser apps on the gateway's own site (its registrable domain), over https; the same in the gateway and in auth. If false, they are in the answer's body.",
  });
