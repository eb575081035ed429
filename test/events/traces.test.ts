/** One trace from the browser's `traceparent` to the database, and through the broker to the consumer. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient } from "../support/client.js";
import { type CollectedSpan, startTestCollector, type TestCollector } from "../support/collector.js";
import { temporaryFolder } from "../support/command.js";
import { openVirtualHost } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const host = await openVirtualHost();
const logs = temporaryFolder();
const exported = {
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_BSP_SCHEDULE_DELAY: "20",
  OTEL_TRACES_SAMPLER: "parentbased_always_off",
};
let collector: TestCollector;
let system: TestSystem;

beforeAll(async () => {
  collector = await startTestCollector();
  system = await startTestSystem({
    ...exported,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
    ...(host !== null && { RABBITMQ_URL: host.url }),
    LOG_DIR: logs,
    LIMIT_BATCH: "3",
    LOG_FORMAT: "off",
  });
});
afterAll(async () => {
  await system.stop();
  await collector.stop();
});

const newTraceId = () => randomBytes(16).toString("hex");
const browserSpan = "b7ad6b7169203331";
const spansOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
const named = (spans: readonly CollectedSpan[], service: string, name: string) =>
  spans.filter((span) => span.service === `gatehouse-${service}` && span.name === name);

/** Returns the spans of a trace once this one is among them. */
async function awaitSpan(traceId: string, service: string, name: string): Promise<CollectedSpan[]> {
  await eventually(async () => named(spansOf(traceId), service, name).length > 0);
  return spansOf(traceId);
}

function clientWithin(traceId: string, token?: string, flags = "01") {
  return createClient(system.urls.gateway, token, { traceparent: `00-${traceId}-${browserSpan}-${flags}` });
}

const register =
  "mutation Join($input: RegisterInput!) { register(input: $input) { accessToken user { id } } }";
const newUser = () => {
  const username = `user${randomBytes(5).toString("hex")}`;
  return { username, email: `${username}@example.com`, password: randomBytes(9).toString("base64url") };
};

describe("a trace", () => {
  it("leads from the browser through gateway and auth to the database, and through the broker to the consumer", async () => {
    const traceId = newTraceId();
    await clientWithin(traceId).data(register, { input: newUser() });
    await awaitSpan(traceId, "user", "process gatehouse.events");
    await awaitSpan(traceId, "user", "update profiles");
    const spans = await awaitSpan(traceId, "gateway", "POST /graphql");

    // Every span but the browser's own is there, and has its parent.
    const ids = new Set([browserSpan, ...spans.map(({ spanId }) => spanId)]);
    expect(spans.filter(({ parentSpanId = "" }) => !ids.has(parentSpanId))).toEqual([]);
    const parentOf = ({ parentSpanId }: CollectedSpan) => spans.find(({ spanId }) => spanId === parentSpanId);
    const path = (span: CollectedSpan | undefined): string[] =>
      span === undefined ? [] : [...path(parentOf(span)), `${span.service.slice(10)}: ${span.name}`];
    const atAuth = [
      "gateway: POST /graphql",
      "gateway: mutation",
      "gateway: execute",
      "gateway: fetch auth",
      "auth: POST /graphql",
      "auth: mutation",
    ];
    const pathsOf = (service: string, name: string) => named(spans, service, name).map(path);
    expect(pathsOf("auth", "insert accounts")).toEqual([[...atAuth, "auth: insert accounts"]]);
    expect(pathsOf("auth", "hash")).toEqual([[...atAuth, "auth: hash"]]);
    expect(pathsOf("auth", "publish gatehouse.events")).toEqual([
      [...atAuth, "auth: publish gatehouse.events"],
    ]);
    const consumed = [...atAuth, "user: process gatehouse.events"];
    expect(pathsOf("user", "process gatehouse.events")).toContainEqual(consumed);
    expect(pathsOf("user", "update profiles")).toContainEqual([...consumed, "user: update profiles"]);
    const phases = spans.filter(
      (span) => parentOf(span)?.name === "mutation" && span.service.endsWith("gateway"),
    );
    expect(new Set(phases.map(({ name }) => name))).toEqual(
      new Set(["resolve persisted", "parse and limit", "authorize", "price", "plan", "execute", "present"]),
    );
  });

  it("names its spans' attributes by the semantic conventions", async () => {
    const traceId = newTraceId();
    await clientWithin(traceId).data(register, { input: newUser() });
    await awaitSpan(traceId, "user", "process gatehouse.events");
    const spans = await awaitSpan(traceId, "gateway", "POST /graphql");
    const the = (service: string, name: string) => {
      const [span] = named(spans, service, name);
      return { kind: span?.kind, ...span?.attributes };
    };
    expect(the("gateway", "POST /graphql")).toEqual({
      kind: 2,
      "http.request.method": "POST",
      "http.route": "/graphql",
      "http.response.status_code": 200,
      "network.protocol.version": "1.1",
      "url.path": "/graphql",
      "url.scheme": "http",
    });
    expect(the("gateway", "mutation")).toEqual({
      kind: 1,
      "graphql.operation.name": "Join",
      "graphql.operation.type": "mutation",
    });
    const auth = new URL(system.urls.auth);
    expect(the("gateway", "fetch auth")).toEqual({
      kind: 3,
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "server.address": auth.hostname,
      "server.port": Number(auth.port),
      "url.full": `${auth.origin}/graphql`,
      "graphql.operation.type": "mutation",
      "gatehouse.subgraph.name": "auth",
    });
    expect(the("auth", "insert accounts")).toEqual({
      kind: 3,
      "db.system.name": "mongodb",
      "db.namespace": system.config.auth.database.name,
      "db.collection.name": "accounts",
      "db.operation.name": "insert",
      "server.address": expect.any(String),
      "server.port": expect.any(Number),
    });
    const message = {
      "messaging.system": host === null ? "in_process" : "rabbitmq",
      "messaging.destination.name": "gatehouse.events",
      "messaging.message.id": expect.any(String),
      ...(host !== null && { "messaging.rabbitmq.destination.routing_key": "user.registered" }),
      "cloudevents.event_id": expect.any(String),
      "cloudevents.event_source": "/gatehouse/auth",
      "cloudevents.event_spec_version": "1.0",
      "cloudevents.event_type": "user.registered",
    };
    expect(the("auth", "publish gatehouse.events")).toEqual({
      kind: 4,
      ...message,
      "messaging.operation.name": "publish",
      "messaging.operation.type": "send",
    });
    const processed = named(spans, "user", "process gatehouse.events")[0]!;
    expect({ kind: processed.kind, ...processed.attributes }).toEqual({
      kind: 5,
      ...message,
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.consumer.group.name": "user",
    });
    const [made] = named(spans, "auth", "mutation");
    expect(processed.links.map(({ spanId }) => spanId)).toEqual([made?.spanId]);
  });

  it("has the mail that a request asks for", async () => {
    const user = await system.registerUser();
    const traceId = newTraceId();
    await clientWithin(traceId, user.accessToken).data("mutation { requestEmailVerification { accepted } }");
    const spans = await awaitSpan(traceId, "auth", "send mail");
    const [mail] = named(spans, "auth", "send mail");
    expect(mail).toMatchObject({
      kind: 3,
      statusCode: 0,
      attributes: { "gatehouse.mail.kind": "email-verification" },
    });
  });

  it("has an operation of its own for each of a batch, and says why one failed", async () => {
    const traceId = newTraceId();
    const response = await fetch(`${system.urls.gateway}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${traceId}-${browserSpan}-01` },
      body: JSON.stringify([
        { query: "query One { __typename }" },
        { query: "{ nope }" },
        { query: "{ me { id } }" },
      ]),
    });
    expect(response.status).toBe(200);
    const spans = await awaitSpan(traceId, "gateway", "POST /graphql");
    const operations = spans.filter(
      ({ parentSpanId, name }) =>
        parentSpanId === named(spans, "gateway", "POST /graphql")[0]?.spanId && name !== "read",
    );
    expect(operations.map(({ name, attributes }) => [name, attributes["error.type"]]).sort()).toEqual([
      ["GraphQL Operation", "GRAPHQL_VALIDATION_FAILED"],
      ["query", undefined],
      ["query", "UNAUTHENTICATED"],
    ]);
  });

  it("is not recorded where the client says so, and its id is in the log all the same", async () => {
    const traceId = newTraceId();
    const { headers } = await clientWithin(traceId, undefined, "00").send(register, { input: newUser() });
    const requestId = `${headers.get("x-request-id")}`;
    const linesOf = (service: string) =>
      readFileSync(join(logs, `${service}.log`), "utf8")
        .split("\n")
        .filter((line) => line.includes(requestId));
    await eventually(async () => linesOf("gateway").length > 0);
    const lines = [...linesOf("gateway"), ...linesOf("auth")];
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ requestId, trace_id: traceId });
    const last = newTraceId();
    await clientWithin(last).data("{ __typename }");
    await awaitSpan(last, "gateway", "POST /graphql");
    expect(spansOf(traceId)).toEqual([]);
  });

  it("is none of the client's where its traceparent is bad", async () => {
    const traceId = newTraceId();
    const bad = [
      `00-${traceId}-${browserSpan}`,
      `00-${traceId}-${browserSpan}-01-more`,
      `ff-${traceId}-${browserSpan}-01`,
      `00-${"0".repeat(32)}-${browserSpan}-01`,
      `00-${traceId}-${"0".repeat(16)}-01`,
      `00-${traceId.toUpperCase()}-${browserSpan}-01`,
      "x".repeat(4_000),
    ];
    for (const traceparent of bad) {
      const client = createClient(system.urls.gateway, undefined, { traceparent });
      expect(await client.data("{ __typename }")).toEqual({ __typename: "Query" });
    }
    // A later version of the header begins with the same fields.
    const later = newTraceId();
    const client = createClient(system.urls.gateway, undefined, {
      traceparent: `01-${later}-${browserSpan}-01-more`,
    });
    await client.data("{ __typename }");
    await awaitSpan(later, "gateway", "POST /graphql");
    expect(spansOf(traceId)).toEqual([]);
  });
});
