/** Reads where a service listens. */
import { isIP } from "node:net";
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

/** Returns the address or name. The brackets around an IPv6 address belong to URLs, and are removed. */
function readHost(settings: SettingsReader): string {
  const { text } = settings.section("Addresses and ports");
  const given = text("HOST", "localhost", {
    about:
      "The address that a service listens on; `localhost` is both loopback addresses, 127.0.0.1 and ::1. The image sets `0.0.0.0`.",
  });
  const host = given.replace(/^\[(.*)\]$/, "$1");
  const isName = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i.test(host);
  // A text of digits and dots that is not an address would cause a DNS query.
  if (host.includes("%") || (isIP(host) === 0 && (!isName || /^[\d.]+$/.test(host)))) {
    settings.complain(
      `HOST must be an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::1, or its name; it is ${quoteSetting(host)}. The port has a setting of its own.`,
    );
  }
  return host;
}
