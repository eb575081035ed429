/** The gateway's settings. */
import { join } from "node:path";
import { type AllowedOrigins, readAllowedOrigins } from "../platform/http/allowed-origins.js";
import type { ListenConfig } from "../platform/http/listener.js";
import type { LoadLimits } from "../platform/http/load-shedding.js";
import { readRefreshCookieMode } from "../platform/identity/config.js";
import { projectRoot } from "../platform/project-root.js";
import type { ServiceConfig } from "../platform/service/service-config.js";
import type { SettingsReader } from "../platform/settings/settings-reader.js";
import { readServiceUrls, subgraphNames } from "../schema/services.js";
import { readAuthorization } from "./authorization/config.js";
import type { ClientAddressHeader } from "./http/client-address.js";
import {
  readClientAddressHeader,
  readGatewayListen,
  readInsecureRefreshCookie,
  readLoadLimits,
  readPages,
  readPassedErrorCodes,
  readStatusMode,
  readTrustedProxies,
} from "./http/config.js";
import type { StatusMode } from "./http/status.js";
import { type CutOverConfig, readCutOver } from "./legacy-tokens/config.js";
import { type LimitsConfig, readLimitsConfig } from "./limits/config.js";
import { readPersistedOperations, readSchemaDisclosure } from "./operations/config.js";
import type { PersistedOperationsMode } from "./operations/resolve-persisted.js";
import { type PlanningLimits, readPlanningLimits } from "./planning/config.js";
import { type AddressConfig, readSubgraphAddresses } from "./subgraph/addresses.js";
import { readSubgraphLimits, type SubgraphLimits } from "./subgraph/config.js";
import { readTokenSettings, type TokenServiceConfig } from "./tokens/config.js";

/** The settings of the gateway. */
export interface GatewayConfig
  extends Pick<ServiceConfig, "gatewaySecret" | "tokens" | "accessTokenSeconds" | "keySetCacheSeconds">,
    AddressConfig,
    CutOverConfig,
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
  const { integer } = settings.section("Requests");
  return {
    listen: readGatewayListen(settings),
    trustedProxies: readTrustedProxies(settings),
    clientAddressHeader: readClientAddressHeader(settings),
    supergraphPath: otherGraph ?? join(projectRoot, "schema", "supergraph.graphql"),
    authorization: readAuthorization(settings, otherGraph === undefined),
    allowedOrigins: readAllowedOrigins(settings, {
      requiredInProduction:
        "browsers may read answers only on the origins that it lists, with commas between them.",
    }),
    refreshCookie: readRefreshCookieMode(settings),
    refreshCookieInsecure: readInsecureRefreshCookie(settings),
    isProduction: settings.production,
    ...readPages(settings),
    ...readSchemaDisclosure(settings),
    requestTimeoutMilliseconds: integer("REQUEST_TIMEOUT_MS", 20_000, {
      min: 100,
      max: 300_000,
      about: "How long a request may take before the gateway answers without what is still missing.",
    }),
    subgraphs: readSubgraphLimits(settings, otherGraph === undefined ? subgraphNames : null),
    load: readLoadLimits(settings),
    passedErrorCodes: readPassedErrorCodes(settings),
    statusMode: readStatusMode(settings),
    limits: readLimitsConfig(settings),
    planning: readPlanningLimits(settings),
    ...readPersistedOperations(settings),
    ...readTokenSettings(settings),
    serviceUrls: readServiceUrls(settings),
    ...readCutOver(settings),
    ...readSubgraphAddresses(settings, otherGraph === undefined),
  };
}
