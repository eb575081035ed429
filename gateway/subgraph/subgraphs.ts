/** All subgraphs as the gateway has them: a pool, a guard and a data source for each. */
import type { GraphQLDataSource } from "@apollo/gateway";
import type { Pool } from "undici";
import { type Lifecycle, StartError } from "../../platform/lifecycle.js";
import type { Logger } from "../../platform/log.js";
import type { GatewayContext } from "../context.js";
import type { SubgraphLimits } from "./config.js";
import { createSubgraphDataSource } from "./data-source.js";
import { createGuardedFetch, type FetchedAnswer } from "./guarded-fetch.js";
import { createInFlight } from "./in-flight.js";
import { createSubgraphPool } from "./pool.js";

/** What is known of them. */
export interface SubgraphsConfig {
  /** Base URLs by name. */
  serviceUrls: Readonly<Record<string, string>>;
  gatewaySecret: string;
  subgraphs: SubgraphLimits;
}

/** The gateway's ways to them. */
export interface Subgraphs {
  /** The data source of one; the same at each call, so that a new supergraph keeps what is known of it. */
  dataSource(name: string): GraphQLDataSource<GatewayContext>;
  /** Rejects when it is not ready. */
  requireReady(name: string): Promise<void>;
}

interface Way {
  pool: Pool;
  dataSource: GraphQLDataSource<GatewayContext>;
}

/** Creates them; nothing is connected before the first fetch. @throws StartError later, for an unknown name. */
export function createSubgraphs(config: SubgraphsConfig, log: Logger, lifecycle: Lifecycle): Subgraphs {
  const ways = new Map<string, Way>();
  const inFlight = createInFlight<FetchedAnswer>();
  lifecycle.onStop(async () => {
    await Promise.all([...ways.values()].map(({ pool }) => pool.destroy()));
  });

  const open = (name: string): Way => {
    const url = Object.hasOwn(config.serviceUrls, name) ? config.serviceUrls[name] : undefined;
    if (url === undefined)
      throw new StartError(`The supergraph names a subgraph "${name}" whose address is not known.`);
    const pool = createSubgraphPool(url, config.subgraphs);
    const dataSource = createSubgraphDataSource({
      name,
      path: "/graphql",
      gatewaySecret: config.gatewaySecret,
      fetch: createGuardedFetch(name, pool, config.subgraphs, log),
      inFlight,
    });
    return { pool, dataSource };
  };
  const wayTo = (name: string): Way => {
    const way = ways.get(name) ?? open(name);
    ways.set(name, way);
    return way;
  };

  return {
    dataSource: (name) => wayTo(name).dataSource,
    async requireReady(name) {
      const { statusCode, body } = await wayTo(name).pool.request({ method: "GET", path: "/health/ready" });
      await body.dump();
      if (statusCode !== 200) throw new Error(`The subgraph ${name} is not ready.`);
    },
  };
}
