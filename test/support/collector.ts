/** A collector for tests: takes OTLP as JSON over HTTP, and keeps what it got. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** An attribute, in OTLP's form. */
interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean };
}

/** A span as a test looks at it. */
export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  kind: number;
  links: readonly { traceId: string; spanId: string }[];
  attributes: Readonly<Record<string, unknown>>;
  /** 2 for an error. */
  statusCode: number;
}

/** A point of a metric. */
export interface CollectedPoint {
  service: string;
  name: string;
  unit: string;
  attributes: Readonly<Record<string, unknown>>;
  /** Of a histogram, the count. */
  value: number;
}

/** A collector that listens. */
export interface TestCollector {
  url: string;
  spans: readonly CollectedSpan[];
  points: readonly CollectedPoint[];
  /** The whole text of each export. */
  exports: readonly string[];
  /** The headers of each export. */
  headers: readonly IncomingHttpHeaders[];
  stop(): Promise<void>;
}

/** Starts it on a free port of the loopback address. Set OTEL_EXPORTER_OTLP_PROTOCOL to `http/json`. */
export async function startTestCollector(): Promise<TestCollector> {
  const spans: CollectedSpan[] = [];
  const points: CollectedPoint[] = [];
  const exports: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer(async (request, response) => {
    headers.push(request.headers);
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    exports.push(text);
    const body = JSON.parse(text);
    if (request.url === "/v1/traces") spans.push(...readSpans(body));
    if (request.url === "/v1/metrics") points.push(...readPoints(body));
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    points,
    exports,
    headers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: OTLP in JSON, of which the tests look at a few members.
type Json = any;

const readAttributes = (attributes: Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const serviceOf = (resource: Json): string => String(readAttributes(resource.attributes)["service.name"]);

function readSpans({ resourceSpans }: Json): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }: Json) =>
    scopeSpans.flatMap(({ spans }: Json) =>
      spans.map((span: Json) => ({
        service: serviceOf(resource),
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId || undefined,
        kind: span.kind,
        links: span.links ?? [],
        attributes: readAttributes(span.attributes),
        statusCode: span.status?.code ?? 0,
      })),
    ),
  );
}

function readPoints({ resourceMetrics }: Json): CollectedPoint[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics }: Json) =>
    scopeMetrics.flatMap(({ metrics }: Json) =>
      metrics.flatMap(({ name, unit, sum, gauge, histogram }: Json) =>
        (sum ?? gauge ?? histogram).dataPoints.map((point: Json) => ({
          service: serviceOf(resource),
          name,
          unit,
          attributes: readAttributes(point.attributes),
          value: Number(point.asInt ?? point.asDouble ?? point.count),
        })),
      ),
    ),
  );
}
