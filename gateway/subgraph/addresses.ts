/** Finds the address of each subgraph: in the settings, or else in the supergraph. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { quoteUrlSetting } from "../../platform/text/redact.js";
import { type ServiceUrls, type SubgraphName, subgraphNames, urlSettingOf } from "../../schema/services.js";

/** The addresses in the settings. */
export interface AddressConfig {
  /** Base URLs of this project's own services. */
  serviceUrls: ServiceUrls;
  /** Those whose base URLs override the supergraph's. */
  ownServices: readonly SubgraphName[];
  /** GraphQL endpoints by subgraph, which override all others. */
  subgraphUrls: ReadonlyMap<string, string>;
}

/** A subgraph's address. */
export interface SubgraphAddress {
  /** Its GraphQL endpoint. */
  url: string;
  /** Is it one of this project's own services, which share the gateway's secret? */
  isOurs: boolean;
}

/**
 * Reads SUBGRAPH_URLS. AUTH_URL and so on apply to this project's graph; for another supergraph, which may have a
 * subgraph of that name, only those that are set apply.
 */
export function readSubgraphAddresses(
  settings: SettingsReader,
  ownGraph: boolean,
): Omit<AddressConfig, "serviceUrls"> {
  const subgraphUrls = new Map<string, string>();
  const entries = settings.section("The graph").list("SUBGRAPH_URLS", [], {
    about:
      "Where the subgraphs of the supergraph are, before all else: `task=http://10.0.0.7:4003/graphql,more=https://…`.",
    otherwise: "as the supergraph says",
  });
  // A comma in a password has split it: no entry may be shown.
  const hasCredentials = entries.some((entry) => entry.includes("@"));
  if (hasCredentials) {
    settings.complain("SUBGRAPH_URLS must not hold a name or a password, nor an @: they would not be sent.");
  }
  for (const entry of hasCredentials ? [] : entries) {
    const [, name = "", url = ""] = /^([\w.-]+)=(https?:\/\/[^\s#]+)$/.exec(entry) ?? [];
    const problem = problemOfEntry(name, url, subgraphUrls.has(name), ownGraph);
    if (problem === null) subgraphUrls.set(name, url);
    else
      settings.complain(
        `SUBGRAPH_URLS must list entries like task=http://127.0.0.1:4003/graphql; ${quoteUrlSetting(entry)} ${problem}`,
      );
  }
  const isSet = (name: SubgraphName) => settings.isSet(urlSettingOf(name));
  return { subgraphUrls, ownServices: subgraphNames.filter((name) => ownGraph || isSet(name)) };
}

/** Returns the address of a subgraph for which the supergraph has `url`. */
export function findAddress(
  { serviceUrls, ownServices, subgraphUrls }: AddressConfig,
  name: string,
  url: string,
): SubgraphAddress {
  const own = ownServices.find((one) => one === name);
  const base = own === undefined ? url : `${serviceUrls[own]}/graphql`;
  return { url: subgraphUrls.get(name) ?? base, isOurs: own !== undefined };
}

function problemOfEntry(name: string, url: string, isSecond: boolean, ownGraph: boolean): string | null {
  if (!URL.canParse(url)) return "is none.";
  if (isSecond) return "is there a second time.";
  // The graph of this project has no other subgraphs; those of another graph are not known yet.
  return ownGraph && !subgraphNames.some((one) => one === name) ? "is no subgraph of this graph." : null;
}
