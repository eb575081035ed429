/** The context of a request at a subgraph, as the gateway's headers give it. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { addressKey } from "../address-key.js";
import { RequestWork } from "../request-work.js";
import type { RuleContext } from "./rules.js";

/** The context of every subgraph. */
export interface SubgraphContext extends RuleContext {
  /** The client's address and user agent as the gateway saw them. */
  client: { ipAddress: string | null; userAgent: string | null };
}

/** The headers in which the gateway names the client; they are trusted only together with the secret. */
export const clientHeaders = {
  ipAddress: "x-gatehouse-client-ip",
  userAgent: "x-gatehouse-client-agent",
} as const;

/** The header in which the gateway says how many milliseconds it waits. */
export const patienceHeader = "x-gatehouse-patience-ms";

/** Reads the client that the gateway names. */
export function readClient(headers: IncomingHttpHeaders): SubgraphContext["client"] {
  return {
    ipAddress: (headers[clientHeaders.ipAddress] as string | undefined) ?? null,
    userAgent: (headers[clientHeaders.userAgent] as string | undefined) ?? null,
  };
}

/** Creates the work of this request; it is abandoned when the connection closes before the response is complete. */
export function readWork({ headers }: IncomingMessage, response: ServerResponse): RequestWork {
  const { ipAddress } = readClient(headers);
  const patience = /^\d{1,9}$/.exec(String(headers[patienceHeader]))?.[0];
  const endsAt = patience === undefined ? Infinity : performance.now() + Number(patience);
  const work = new RequestWork(addressKey(ipAddress) ?? "unknown", endsAt);
  response.once("close", () => {
    if (!response.writableFinished) work.abandon();
  });
  return work;
}
