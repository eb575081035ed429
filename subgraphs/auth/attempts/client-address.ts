/** Names the client of a request for the counters. */
import { addressKey } from "../../../platform/address-key.js";
import type { Client } from "../audit/actor.js";

/** The key by which attempts of a client are counted; all clients without a known address count as one. */
export const addressOf = (client: Client): string => addressKey(client.ipAddress) ?? "unknown";
