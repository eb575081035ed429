/** Reads where a service listens. */
import { isIP } from "node:net";
import type { SettingText } from "../settings/declared-setting.js";
import { settingPrefixOf } from "../settings/setting-prefix.js";
import type { SettingsReader } from "../settings/settings-reader.js";
import { quoteSetting } from "../text/redact.js";
import { readConnectionLimits } from "./connection-limits.js";
import type { ListenConfig } from "./listener.js";

/** The name of a service, and its default port. */
export interface ServiceSocket {
  name: string;
  /** The port that it listens on when no setting names one. */
  port: number;
  /** PORT, which many platforms set for the public service, applies to it. */
  isPublic?: boolean;
}

/** Reads HOST, NAME_PORT, the limits of connections and DRAIN_DELAY_MS; for the public service also PORT. */
export function readListenConfig(settings: SettingsReader, socket: ServiceSocket): ListenConfig {
  const { integer } = settings.section("The process");
  return {
    host: readServiceHost(settings),
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

/** Reads METRICS_PORT and METRICS_HOST; null when no port is set. */
export function readMetricsListenConfig(settings: SettingsReader): ListenConfig | null {
  const section = "Telemetry";
  const isSet = settings.isSet("METRICS_PORT");
  const port = settings.section(section).port("METRICS_PORT", 0, {
    about:
      "The port on which a process serves its metrics to Prometheus, at `/metrics`: a port of its own, which no client needs to reach; 0 for any free one.",
    otherwise: "none: metrics are not served",
  });
  const host = readHost(settings, "METRICS_HOST", section, {
    about:
      "The address that this port is on; Prometheus elsewhere needs one that it can reach, such as `0.0.0.0`.",
  });
  return isSet ? { host, port, portSetting: "METRICS_PORT" } : null;
}

const readServiceHost = (settings: SettingsReader) =>
  readHost(settings, "HOST", "Addresses and ports", {
    about:
      "The address that a service listens on; `localhost` is both loopback addresses, 127.0.0.1 and ::1. The image sets `0.0.0.0`.",
  });

/** Returns the address or name. The brackets around an IPv6 address belong to URLs, and are removed. */
function readHost(settings: SettingsReader, setting: string, section: string, about: SettingText): string {
  const given = settings.section(section).text(setting, "localhost", about);
  const host = given.replace(/^\[(.*)\]$/, "$1");
  const isName = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i.test(host);
  // A text of digits and dots that is not an address would cause a DNS query.
  if (host.includes("%") || (isIP(host) === 0 && (!isName || /^[\d.]+$/.test(host)))) {
    settings.complain(
      `${setting} must be an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::1, or its name; it is ${quoteSetting(host)}. The port has a setting of its own.`,
    );
  }
  return host;
}
