/** The spans of the fetches from one subgraph: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client. */
import { SpanKind } from "@opentelemetry/api";
import type { RecordedSpan } from "../../platform/telemetry/recorded-span.js";
import type { Trace } from "../../platform/telemetry/trace.js";

/** Starts the span of a fetch, with all its retries; null where the request is not recorded. */
export type FetchSpans = (trace: Trace, changes: boolean) => RecordedSpan | null;

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** Creates the spans of a subgraph at this address. */
export function createFetchSpans(subgraph: string, url: string): FetchSpans {
  const { protocol, hostname, port, origin, pathname } = new URL(url);
  const attributes = {
    "http.request.method": "POST",
    "server.address": hostname,
    "server.port": Number(port) || (defaultPorts[protocol] ?? 0),
    // Without the query, which an operator may use for a secret.
    "url.full": `${origin}${pathname}`,
    "gatehouse.subgraph.name": subgraph,
  };
  return ({ span }, changes) =>
    span?.start(`fetch ${subgraph}`, {
      kind: SpanKind.CLIENT,
      attributes: { ...attributes, "graphql.operation.type": changes ? "mutation" : "query" },
    }) ?? null;
}
