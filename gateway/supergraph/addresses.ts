/** Says where each subgraph is: as the settings have it, or else the supergraph. */
import type { SettingsReader } from "../../platform/config.js";
import { type ServiceName, type ServiceUrls, serviceNames } from "../../platform/service-config.js";

/** What the settings say of addresses. */
export interface AddressConfig {
  /** Base URLs of this project's own services. */
  serviceUrls: ServiceUrls;
  /** Those whose base URLs hold whatever the supergraph says. */
  ownServices: readonly ServiceName[];
  /** GraphQL endpoints by subgraph, before all else. */
  subgraphUrls: ReadonlyMap<string, string>;
}

/** A subgraph's address. */
export interface SubgraphAddress {
  /** Its GraphQL endpoint. */
  url: string;
  /** Is it one of this project's own services, which hold the gateway's secret? */
  isOurs: boolean;
}

/**
 * Reads SUBGRAPH_URLS. AUTH_URL and so on hold for this project's graph; for a supergraph of somebody else's,
 * which may well have a subgraph of that name, only those that are set.
 */
export function readSubgraphAddresses(
  settings: SettingsReader,
  ownGraph: boolean,
): Omit<AddressConfig, "serviceUrls"> {
  const subgraphUrls = new Map<string, string>();
  for (const entry of settings.list("SUBGRAPH_URLS", [])) {
    const [, name, url] = /^([\w.-]+)=(https?:\/\/\S+)$/.exec(entry) ?? [];
    if (name === undefined || url === undefined || !URL.canParse(url)) {
      settings.complain(
        `SUBGRAPH_URLS must list entries like task=http://127.0.0.1:4003/graphql; "${entry}" is none.`,
      );
    } else {
      subgraphUrls.set(name, url);
    }
  }
  const isSet = (name: ServiceName) => settings.optional(`${name.toUpperCase()}_URL`) !== undefined;
  return { subgraphUrls, ownServices: serviceNames.filter((name) => ownGraph || isSet(name)) };
}

/** The address of a subgraph for which the supergraph gives `url`. */
export function findAddress(
  { serviceUrls, ownServices, subgraphUrls }: AddressConfig,
  name: string,
  url: string,
): SubgraphAddress {
  const own = ownServices.find((one) => one === name);
  const base = own === undefined ? url : `${serviceUrls[own]}/graphql`;
  return { url: subgraphUrls.get(name) ?? base, isOurs: own !== undefined };
}
