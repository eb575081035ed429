/** Writes into the cache what a mutation without a user in its result has changed of the signed-in user. */
import type { GatehouseClient } from "../create-client.js";
import { viewerQuery } from "../generated/operations.js";
import type { Viewer } from "./result.js";

/** Changes fields of the signed-in user, where pages show it. */
export function updateViewer(client: GatehouseClient, changes: Partial<Viewer>): void {
  client.cache.updateQuery({ query: viewerQuery }, (data) => data?.me && { me: { ...data.me, ...changes } });
}
