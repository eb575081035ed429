/** The settings of the gateway's HTTP: proxies, the refresh cookie, and which errors clients may see. */

import { readListenConfig } from "../../platform/http/config.js";
import type { ListenConfig } from "../../platform/http/listener.js";
import type { LoadLimits } from "../../platform/http/load-shedding.js";
import { readTlsConfig } from "../../platform/http/tls.js";
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { quoteSetting } from "../../platform/text/redact.js";
import { gatewaySocket } from "../../schema/services.js";
import { type ClientAddressHeader, clientAddressHeaders, createTrustedProxies } from "./client-address.js";
import type { StatusMode } from "./status.js";

/** Reads PASS_ERROR_CODES. */
export function readPassedErrorCodes(settings: SettingsReader): readonly string[] {
  const codes = settings.section("The graph").list("PASS_ERROR_CODES", [], {
    about:
      "Error codes of subgraphs that clients may see with their messages, beside those of the catalogue: `OUT_OF_STOCK`, or `shop:OUT_OF_STOCK` for those of one subgraph.",
  });
  for (const code of codes) {
    if (!/^(?:[\w.-]+:)?[A-Za-z][\w.-]*$/.test(code) || /(?:^|:)INTERNAL_SERVER_ERROR$/.test(code)) {
      settings.complain(
        `PASS_ERROR_CODES must list codes like OUT_OF_STOCK or shop:OUT_OF_STOCK; "${code}" cannot be passed.`,
      );
    }
  }
  return codes;
}

/** Reads REFRESH_COOKIE_INSECURE. */
export function readInsecureRefreshCookie(settings: SettingsReader): boolean {
  const insecure = settings.section("Front ends").flag("REFRESH_COOKIE_INSECURE", false, {
    about:
      "In development only: a browser that reaches the gateway by `http://localhost` gets the cookie of `REFRESH_COOKIE` without `Secure`, which Safari requires there.",
  });
  if (insecure && settings.production)
    settings.complain("REFRESH_COOKIE_INSECURE is for development machines; it must be false in production.");
  return insecure;
}

/** Reads TRUSTED_PROXIES. */
export function readTrustedProxies(settings: SettingsReader): readonly string[] {
  const proxies = settings.section("Addresses and ports").list("TRUSTED_PROXIES", [], {
    about:
      "Proxies in front of the gateway whose word on the client's address is believed: addresses, ranges (`10.0.0.0/8`), `loopback`, `linklocal`, `uniquelocal`. Attempts and costs are counted by that address; without this setting all clients behind a proxy share the proxy's address.",
  });
  for (const proxy of proxies) {
    try {
      createTrustedProxies([proxy]);
    } catch {
      settings.complain(
        `TRUSTED_PROXIES must list addresses, ranges like 10.0.0.0/8, loopback, linklocal or uniquelocal; ${quoteSetting(proxy)} is none.`,
      );
    }
  }
  return proxies;
}

/** Reads CLIENT_ADDRESS_HEADER. */
export function readClientAddressHeader(settings: SettingsReader): ClientAddressHeader {
  return settings
    .section("Addresses and ports")
    .choice("CLIENT_ADDRESS_HEADER", "auto", clientAddressHeaders, {
      about:
        "The header in which trusted proxies name the client's address. With `auto` either; where a request has both, what both agree in.",
    });
}

/** Reads HTTP_STATUSES. */
export function readStatusMode(settings: SettingsReader): StatusMode {
  return settings.section("The graph").choice<StatusMode>("HTTP_STATUSES", "2026", ["2026", "legacy"], {
    about:
      "The statuses of GraphQL over HTTP: those of its draft of 2026, or 400 for 422 and 200 for 294 (partial success).",
  });
}

/** Reads MAX_REQUESTS_IN_FLIGHT and MAX_EVENT_LOOP_DELAY_MS. */
export function readLoadLimits(settings: SettingsReader): LoadLimits {
  const { integer } = settings.section("Requests");
  return {
    maximumInFlight: integer("MAX_REQUESTS_IN_FLIGHT", 256, {
      min: 1,
      max: 1_000_000,
      about: "With so many requests under way, further ones get 503 with Retry-After at once.",
    }),
    maximumDelayMilliseconds: integer("MAX_EVENT_LOOP_DELAY_MS", 1_000, {
      min: 10,
      max: 60_000,
      about: "The same while the gateway's event loop runs so late.",
    }),
  };
}

/** Reads where the gateway listens, its certificate, and RECEIVE_TIMEOUT_MS. */
export function readGatewayListen(settings: SettingsReader): ListenConfig {
  return {
    ...readListenConfig(settings, gatewaySocket),
    tls: readTlsConfig(settings),
    receiveMilliseconds: settings.section("Requests").integer("RECEIVE_TIMEOUT_MS", 15_000, {
      min: 100,
      max: 300_000,
      about: "How long a client may take to send its request; then it gets 408.",
    }),
  };
}

/** Reads PLAYGROUND and CONSOLE: the pages that the gateway serves. */
export function readPages(settings: SettingsReader): { playground: boolean; console: boolean } {
  const { flag } = settings.section("Front ends");
  return {
    playground: flag("PLAYGROUND", !settings.production, {
      about:
        "The gateway serves the playground (GraphiQL) at `/playground` and the mailbox of a development machine at `/mailbox`. `/` leads to the console, else to the playground. In production the log warns of it.",
    }),
    console: flag("CONSOLE", !settings.production, {
      about:
        "The gateway serves the console under `/app`: the pages on which users sign up, sign in and look after their account and their tasks, and admins after people.",
    }),
  };
}
