/** The gateway's settings. */
import { join } from "node:path";
import { type AllowedOrigins, readAllowedOrigins } from "../platform/http/allowed-origins.js";
import { readListenConfig } from "../platform/http/config.js";
import type { ListenConfig } from "../platform/http/listener.js";
import type { LoadLimits } from "../platform/http/load-shedding.js";
import { readTlsConfig } from "../platform/http/tls.js";
import { readIdentityConfig, readRefreshCookieMode } from "../platform/identity/config.js";
import { projectRoot } from "../platform/project-root.js";
import type { ServiceConfig } from "../platform/service/service-config.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";
import { quoteSetting } from "../platform/text/redact.js";
import { gatewaySocket, readServiceUrls, subgraphNames } from "../schema/services.js";
import {
  type ClientAddressHeader,
  clientAddressHeaders,
  createTrustedProxies,
} from "./http/client-address.js";
import type { StatusMode } from "./http/status.js";
import { type LimitsConfig, readLimitsConfig } from "./limits/config.js";
import type { PersistedOperationsMode } from "./operations/resolve-persisted.js";
import { type PlanningLimits, readPlanningLimits } from "./planning/config.js";
import { type AddressConfig, readSubgraphAddresses } from "./subgraph/addresses.js";
import { readSubgraphLimits, type SubgraphLimits } from "./subgraph/config.js";
import { readTokenServiceConfig, type TokenServiceConfig } from "./tokens/config.js";

/** The settings of the gateway. */
export interface GatewayConfig
  extends Pick<ServiceConfig, "gatewaySecret" | "tokens" | "accessTokenSeconds" | "keySetCacheSeconds">,
    AddressConfig,
    TokenServiceConfig {
  listen: ListenConfig;
  /** The file of the composed supergraph SDL. */
  supergraphPath: string;
  /** Proxies that are trusted to name the client's address: addresses, ranges, or names of ranges. */
  trustedProxies: readonly string[];
  /** The header in which they name it. */
  clientAddressHeader: ClientAddressHeader;
  /** Verify tokens and enforce the authorization directives; if not, tokens are passed on as they are. */
  authorization: boolean;
  /** Origins whose pages may read responses (CORS). */
  allowedOrigins: AllowedOrigins;
  /** Refresh tokens travel in a cookie. */
  refreshCookie: boolean;
  /** A browser on this machine that uses plain HTTP gets that cookie without `Secure`. */
  refreshCookieInsecure: boolean;
  /** NODE_ENV is `production`. */
  isProduction: boolean;
  /** Serve the playground and the mailbox. */
  playground: boolean;
  /** Serve the console under `/app`. */
  console: boolean;
  introspection: boolean;
  /** How long a whole request may take, in milliseconds. */
  requestTimeoutMilliseconds: number;
  subgraphs: SubgraphLimits;
  load: LoadLimits;
  /** Errors of an invalid operation give no detail. */
  maskErrors: boolean;
  /** Codes of subgraphs that clients may see: `CODE` or `subgraph:CODE`. */
  passedErrorCodes: readonly string[];
  statusMode: StatusMode;
  limits: LimitsConfig;
  planning: PlanningLimits;
  persistedOperations: PersistedOperationsMode;
  /** The file of the registered operations; null for none. */
  manifestPath: string | null;
}

/** Reads and checks the settings. @throws SettingsError by way of `settings.requireValid`. */
export function readGatewayConfig(settings: SettingsReader): GatewayConfig {
  const otherGraph = settings.section("The graph").optional("SUPERGRAPH_PATH", {
    about: "The file with the composed supergraph; it is loaded again whenever it changes.",
    otherwise: "`schema/supergraph.graphql`",
  });
  const { flag } = settings.section("Front ends");
  const { integer } = settings.section("Requests");
  return {
    listen: {
      ...readListenConfig(settings, gatewaySocket),
      tls: readTlsConfig(settings),
      receiveMilliseconds: integer("RECEIVE_TIMEOUT_MS", 15_000, {
        min: 100,
        max: 300_000,
        about: "How long a client may take to send its request; then it gets 408.",
      }),
    },
    trustedProxies: readTrustedProxies(settings),
    clientAddressHeader: settings
      .section("Addresses and ports")
      .choice("CLIENT_ADDRESS_HEADER", "auto", clientAddressHeaders, {
        about:
          "The header in which trusted proxies name the client's address. With `auto` either; where a request has both, what both agree in.",
      }),
    supergraphPath: otherGraph ?? join(projectRoot, "schema", "supergraph.graphql"),
    authorization: readAuthorization(settings, otherGraph === undefined),
    allowedOrigins: readAllowedOrigins(settings, {
      requiredInProduction:
        "browsers may read answers only on the origins that it lists, with commas between them.",
    }),
    refreshCookie: readRefreshCookieMode(settings),
    refreshCookieInsecure: readInsecureRefreshCookie(settings),
    isProduction: settings.production,
    playground: flag("PLAYGROUND", !settings.production, {
      about:
        "The gateway serves the playground (GraphiQL) at `/playground` and the mailbox of a development machine at `/mailbox`. `/` leads to the console, else to the playground. In production the log warns of it.",
    }),
    console: flag("CONSOLE", !settings.production, {
      about:
        "The gateway serves the console under `/app`: the pages on which users sign up, sign in and look after their account and their tasks, and admins after people.",
    }),
    introspection: flag("INTROSPECTION", !settings.production, {
      about: "The gateway answers introspection.",
    }),
    requestTimeoutMilliseconds: integer("REQUEST_TIMEOUT_MS", 20_000, {
      min: 100,
      max: 300_000,
      about: "How long a request may take before the gateway answers without what is still missing.",
    }),
    subgraphs: readSubgraphLimits(settings, otherGraph === undefined ? subgraphNames : null),
    load: {
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
    },
    maskErrors: flag("MASK_ERRORS", settings.production, {
      about: "Of an operation that is not valid, the gateway says only that it is not.",
    }),
    passedErrorCodes: readPassedErrorCodes(settings),
    statusMode: settings
      .section("The graph")
      .choice<StatusMode>("HTTP_STATUSES", "2026", ["2026", "legacy"], {
        about:
          "The statuses of GraphQL over HTTP: those of its draft of 2026, or 400 for 422 and 200 for 294 (partial success).",
      }),
    limits: readLimitsConfig(settings),
    planning: readPlanningLimits(settings),
    ...readPersistedOperations(settings),
    ...readTokenSettings(settings),
    serviceUrls: readServiceUrls(settings),
    ...readSubgraphAddresses(settings, otherGraph === undefined),
  };
}

function readTokenSettings(settings: SettingsReader) {
  const identity = readIdentityConfig(settings);
  return { ...identity, ...readTokenServiceConfig(settings, identity.tokens) };
}

function readPassedErrorCodes(settings: SettingsReader): readonly string[] {
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

function readInsecureRefreshCookie(settings: SettingsReader): boolean {
  const insecure = settings.section("Front ends").flag("REFRESH_COOKIE_INSECURE", false, {
    about:
      "In development only: a browser that reaches the gateway by `http://localhost` gets the cookie of `REFRESH_COOKIE` without `Secure`, which Safari requires there.",
  });
  if (insecure && settings.production)
    settings.complain("REFRESH_COOKIE_INSECURE is for development machines; it must be false in production.");
  return insecure;
}

function readTrustedProxies(settings: SettingsReader): readonly string[] {
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

function readPersistedOperations(settings: SettingsReader) {
  const { choice, optional } = settings.section("The graph");
  const persistedOperations = choice<PersistedOperationsMode>(
    "PERSISTED_OPERATIONS",
    "off",
    ["off", "log", "enforce"],
    { about: "Operations that front ends have not registered are logged, or refused (`enforce`)." },
  );
  const manifestPath =
    optional("OPERATIONS_MANIFEST", {
      about:
        "The file of registered operations, as `npm run operations:register` writes it, or a folder of such files, one " +
        "a client release.",
    }) ?? null;
  if (persistedOperations !== "off" && manifestPath === null) {
    settings.complain(
      "OPERATIONS_MANIFEST is not set: PERSISTED_OPERATIONS needs the registered operations.",
    );
  }
  return { persistedOperations, manifestPath };
}

/** `off` is for graphs whose subgraphs enforce authorization themselves, and for experiments. */
function readAuthorization(settings: SettingsReader, ownGraph: boolean): boolean {
  const about =
    "`off`: the gateway verifies no token, enforces no directive and needs no auth service, for graphs whose subgraphs look after themselves. Production allows `off` only for another `SUPERGRAPH_PATH`.";
  const on = settings.section("The graph").choice("AUTHORIZATION", "on", ["on", "off"], { about }) === "on";
  if (!on && settings.production && ownGraph) {
    settings.complain("AUTHORIZATION may be off in production only for another SUPERGRAPH_PATH.");
  }
  return on;
}
