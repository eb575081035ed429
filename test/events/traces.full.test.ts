/** What is exported at the end of a process, and what a collector that is away costs: nothing that clients see. */
import { randomBytes } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import { createClient } from "../support/client.js";
import { type CollectedSpan, startTestCollector } from "../support/collector.js";
import { startTestSystem } from "../support/system.js";

const exported = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_TRACES_SAMPLER: "always_on" };

it("sends the last spans at the stop; a stranger decides about no more traces than the settings say", async () => {
  const collector = await startTestCollector();
  const system = await startTestSystem({
    ...exported,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "300000",
    CLIENT_TRACES_PER_SECOND: "0",
  });
  const traceId = randomBytes(16).toString("hex");
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await createClient(system.urls.gateway, undefined, { traceparent }).data("query Last { __typename }");
  expect(collector.spans).toEqual([]);
  await system.stop();
  const isLast = ({ attributes }: CollectedSpan) => attributes["graphql.operation.name"] === "Last";
  const last = collector.spans.find(isLast);
  const server = collector.spans.find(({ spanId }) => spanId === last?.parentSpanId);
  expect(server).toMatchObject({
    name: "POST /graphql",
    parentSpanId: undefined,
    links: [{ traceId, spanId: "b7ad6b7169203331" }],
  });
  expect(server?.traceId).not.toBe(traceId);
  await collector.stop();
});

it("loses no request for a collector that takes connections and never responds", async () => {
  const held: ServerResponse[] = [];
  const silent = createServer((_request, response) => void held.push(response));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const system = await startTestSystem({
    ...exported,
    OTEL_BSP_SCHEDULE_DELAY: "20",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  // More spans than the queue of the exporter holds.
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => system.anonymous.send("{ __typename }")),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }
  expect(held.length).toBeGreaterThan(0);
  await system.stop();
  for (const response of held) response.end("{}");
  await new Promise((resolve) => {
    silent.close(resolve);
    silent.closeIdleConnections();
  });
});
