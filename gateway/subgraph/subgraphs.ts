/** The gateway's connections to its subgraphs: a pool, a fetch and a data source for each. */
import type { GraphQLSchema } from "graphql";
import type { Pool } from "undici";
import { readyPath } from "../../platform/http/server.js";
import type { AppParts } from "../../platform/service/service-config.js";
import type { SubgraphName } from "../../schema/services.js";
import type { CostRules } from "../limits/cost-rules.js";
import { createFetchMeters } from "../metrics/fetch-meter.js";
import { type AddressConfig, findAddress, type SubgraphAddress } from "./addresses.js";
import type { SubgraphLimits } from "./config.js";
import { createSubgraphDataSource, type SubgraphFetch } from "./data-source.js";
import { createHeavyFetches } from "./heavy-fetches.js";
import { createInFlight } from "./in-flight.js";
import { createSubgraphPool } from "./pool.js";
import { createResilientFetch, type FetchedResult } from "./resilient-fetch.js";
import { createFetchSpans } from "./start-fetch-span.js";

/** The settings of the subgraphs. */
export interface SubgraphsConfig extends AddressConfig {
  gatewaySecret: string;
  subgraphs: SubgraphLimits;
}

/** The subgraphs of the gateway. */
export interface Subgraphs {
  /**
   * Returns the data source of a subgraph for which the supergraph has `url`; the same one for the same address, so
   * that connections and breaker outlive a change of supergraph.
   */
  dataSource(name: string, url: string): SubgraphFetch;
  /** Sets the schema and its costs, which decide which fetches are heavy. */
  setGraph(schema: GraphQLSchema, costRules: CostRules): void;
  /** Rejects when the service is not ready. */
  requireReady(name: SubgraphName): Promise<void>;
}

interface Way {
  pool: Pool;
  dataSource: SubgraphFetch;
}

/** Creates the subgraphs. The first fetch connects. */
export function createSubgraphs(
  config: SubgraphsConfig,
  { log, lifecycle, telemetry }: Pick<AppParts, "log" | "lifecycle" | "telemetry">,
): Subgraphs {
  const meterOf = createFetchMeters(telemetry);
  const ways = new Map<string, Way>();
  const inFlight = createInFlight<FetchedResult>();
  const heavyFetches = createHeavyFetches(config.subgraphs.heavyCost);
  lifecycle.onStop(async () => {
    await Promise.all([...ways.values()].map(({ pool }) => pool.destroy()));
  });

  const open = (name: string, { url, isOurs }: SubgraphAddress): Way => {
    const { origin, pathname, search } = new URL(url);
    const { connections, heavyConnections, timeoutMilliseconds } = config.subgraphs;
    const pool = createSubgraphPool(origin, {
      connections: connections + heavyConnections,
      timeoutMilliseconds,
    });
    const dataSource = createSubgraphDataSource({
      name,
      path: `${pathname}${search}`,
      gatewaySecret: isOurs ? config.gatewaySecret : null,
      fetch: createResilientFetch(name, pool, config.subgraphs, { log, meter: meterOf(name) }),
      inFlight,
      isHeavy: heavyFetches.isHeavy,
      startSpan: createFetchSpans(name, url),
    });
    return { pool, dataSource };
  };
  const wayTo = (name: string, url: string): Way => {
    const address = findAddress(config, name, url);
    const key = `${name} ${address.url}`;
    const way = ways.get(key) ?? open(name, address);
    ways.set(key, way);
    return way;
  };

  return {
    dataSource: (name, url) => wayTo(name, url).dataSource,
    setGraph: heavyFetches.setGraph,
    async requireReady(name) {
      const { pool } = wayTo(name, "");
      const { statusCode, body } = await pool.request({ method: "GET", path: readyPath });
      await body.dump();
      if (statusCode !== 200) throw new Error(`The subgraph ${name} is not ready.`);
    },
  };
}
