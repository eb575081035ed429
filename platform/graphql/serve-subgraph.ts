/** Serves a subgraph as the last step of its app, and closes the server with the process. */

import type { ServerResponse } from "node:http";
import type { Database } from "../database/connection.js";
import { reportPool } from "../database/report-pool.js";
import type { OutboxRelay } from "../events/outbox-relay.js";
import { reportOutbox } from "../events/report-outbox.js";
import { linkTo } from "../http/link.js";
import type { TokenVerifier } from "../identity/token-verifier.js";
import type { AppParts, ServiceConfig } from "../service/service-config.js";
import type { SubgraphContext } from "./read-context.js";
import {
  type SubgraphDefinition,
  type SubgraphServerOptions,
  startSubgraphServer,
} from "./subgraph-server.js";

/** A subgraph that is ready to be served. */
export interface ServedSubgraph<Context extends SubgraphContext>
  extends SubgraphDefinition,
    Pick<SubgraphServerOptions<Context>, "gatewayRoutes" | "routes"> {
  database: Database;
  relay: OutboxRelay;
  verifyToken: TokenVerifier;
  /** Adds the subgraph's own parts to the context of a request. */
  createContext(base: SubgraphContext, response: ServerResponse): Context;
}

/** Starts the server of a subgraph and returns its URL. It drains and stops with `lifecycle`. */
export async function serveSubgraph<Context extends SubgraphContext>(
  { relay, ...subgraph }: ServedSubgraph<Context>,
  { listen, gatewaySecret }: Pick<ServiceConfig, "listen" | "gatewaySecret">,
  { bus, log, lifecycle, telemetry }: AppParts,
): Promise<string> {
  reportPool(subgraph.database.connection, telemetry);
  reportOutbox(relay, telemetry, log);
  const server = await startSubgraphServer<Context>({
    ...subgraph,
    listen,
    gatewaySecret,
    events: { bus, relay },
    log,
    telemetry,
  });
  lifecycle.onDrain(server.drain);
  lifecycle.onStop(server.stop);
  log.info({ url: linkTo(server.url) }, "ready");
  return server.url;
}
