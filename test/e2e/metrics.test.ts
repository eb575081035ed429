/** The metrics of a running system, as Prometheus reads them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createOperationMeter, type OperationMeter } from "../../gateway/metrics/operation-meter.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { projectRoot } from "../../platform/project-root.js";
import { openProcessTelemetry, readProcessTelemetryConfig } from "../../platform/service/telemetry.js";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";
import { silentLog } from "../support/environment.js";
import { readMetrics, type Sample } from "../support/metrics.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-metrics-"));
let system: TestSystem;
let url = "";

beforeAll(async () => {
  system = await startTestSystem({
    METRICS_PORT: "0",
    OPERATIONS_MANIFEST: join(projectRoot, "operations"),
    LOG_DIR: folder,
    LOG_FORMAT: "off",
    ATTEMPTS_PER_ACCOUNT: "2",
    RATE_LIMIT_ADDRESS: "100000",
  });
  url = /"url":"(http:[^"]+\/metrics)"/.exec(readFileSync(join(folder, "telemetry.log"), "utf8"))?.[1] ?? "";
});
afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true });
});

/** The sum of all samples of a name with these labels. */
const sum = (samples: readonly Sample[], name: string, labels: Record<string, string> = {}) =>
  samples
    .filter(
      (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    )
    .reduce((total, { value }) => total + value, 0);

/** How much a value has grown through some work; metrics of a request are there when it has ended. */
async function growth(name: string, labels: Record<string, string>, work: () => Promise<unknown>) {
  const before = sum(await readMetrics(url), name, labels);
  await work();
  await eventually(async () => sum(await readMetrics(url), name, labels) > before);
  return sum(await readMetrics(url), name, labels) - before;
}

const loginDocument = "mutation Login($input: LoginInput!) { login(input: $input) { accessToken } }";
const refreshDocument = "mutation ($input: RefreshInput!) { refresh(input: $input) { refreshToken } }";

describe("metrics", () => {
  it("are not on the public port", async () => {
    expect((await fetch(`${system.urls.gateway}/metrics`)).status).toBe(404);
    expect((await fetch(`${system.urls.auth}/metrics`)).status).toBe(404);
  });

  it("count operations by registered name, type, outcome and client", async () => {
    const { anonymous } = system;
    const count = "gatehouse_operation_duration_seconds_count";
    const labels = { graphql_operation_type: "mutation", gatehouse_client_name: "none" };
    const input = { identifier: "no such user", password: "wrong" };
    expect(
      await growth(count, { ...labels, gatehouse_outcome: "INVALID_CREDENTIALS" }, () =>
        anonymous.send(loginDocument, { input }),
      ),
    ).toBe(1);
    const ended = () => growth(count, { gatehouse_outcome: "ok", graphql_operation_name: "other" }, made);
    const made = () => anonymous.send("query NobodyHasRegisteredThis { __typename }");
    expect(await ended()).toBe(1);
    expect(
      await growth(count, { gatehouse_outcome: "GRAPHQL_VALIDATION_FAILED" }, () =>
        anonymous.send("{ nope }"),
      ),
    ).toBe(1);
  });

  it("tell requests apart by the paths that are served, and not by those that a stranger makes up", async () => {
    const { gateway } = system.urls;
    const responses = await Promise.all(
      Array.from({ length: 30 }, (_one, number) => fetch(`${gateway}/made-up-${number}/secret`)),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([404]));
    const count = "http_server_request_duration_seconds_count";
    const ask = () => system.anonymous.send("{ __typename }");
    expect(await growth(count, { http_route: "/graphql", service_name: "gatehouse-gateway" }, ask)).toBe(1);
    expect(await (await fetch(url)).text()).not.toContain("made-up");
  });

  it("count sign-ins by means, refreshes, replays and lockouts", async () => {
    const user = await system.registerUser();
    const acts = "gatehouse_auth_acts_total";
    const signIn = { gatehouse_act_type: "sign-in", gatehouse_act_reason: "password" };
    const login = (password: string) =>
      system.anonymous.send(loginDocument, { input: { identifier: user.username, password } });
    expect(await growth(acts, signIn, () => login(user.password))).toBe(1);
    const failed = { gatehouse_outcome: "failure", gatehouse_act_reason: "wrong password" };
    expect(await growth(acts, failed, () => login("wrong"))).toBe(1);
    const refused = { gatehouse_attempt_kind: "login:account" };
    expect(
      await growth("gatehouse_auth_attempts_refused_total", refused, async () => {
        for (let attempt = 0; attempt < 4; attempt++) await login("wrong");
      }),
    ).toBeGreaterThan(0);

    const refresh = (refreshToken: string) =>
      system.anonymous.send(refreshDocument, { input: { refreshToken } });
    const refreshes = "gatehouse_auth_refreshes_total";
    const first = await system.anonymous.data<{ refresh: { refreshToken: string } }>(refreshDocument, {
      input: { refreshToken: user.refreshToken },
    });
    const next = first.refresh.refreshToken;
    expect(await growth(refreshes, { gatehouse_outcome: "ok" }, () => refresh(next))).toBe(1);
    expect(
      await growth(refreshes, { gatehouse_outcome: "TOKEN_REUSED" }, () => refresh(user.refreshToken)),
    ).toBe(1);
    expect(sum(await readMetrics(url), acts, { gatehouse_act_type: "refresh.reused" })).toBe(1);
  });

  it("tell of every part, each under its service, and name each metric once", async () => {
    const user = await system.registerUser();
    await user.data('mutation { createTask(input: { title: "Water the plants" }) { id } }');
    const text = await (await fetch(url)).text();
    const named = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(named).size).toBe(named.length);
    const samples = await readMetrics(url);
    const of = (service: string, name: string, labels = {}) =>
      samples.some(
        (one) =>
          one.name === name &&
          one.labels["service_name"] === `gatehouse${service}` &&
          Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      );
    const expected: [service: string, name: string, labels?: object][] = [
      ["-gateway", "gatehouse_subgraph_fetch_duration_seconds_count", { gatehouse_subgraph_name: "task" }],
      ["-gateway", "gatehouse_subgraph_breaker_open", { gatehouse_subgraph_lane: "heavy" }],
      ["-gateway", "gatehouse_subgraph_bulkhead_waiting", { gatehouse_subgraph_name: "auth" }],
      ["-gateway", "gatehouse_cache_requests_total", { gatehouse_cache_name: "plan" }],
      ["-gateway", "gatehouse_http_server_connections"],
      ["-task", "http_server_request_duration_seconds_count", { http_route: "/graphql" }],
      ["-task", "db_client_connection_count", { db_client_connection_state: "idle" }],
      [
        "-task",
        "messaging_client_operation_duration_seconds_count",
        { gatehouse_event_type: "task.created" },
      ],
      ["-user", "gatehouse_event_delay_seconds_count"],
      ["-user", "gatehouse_outbox_oldest_age_seconds"],
      ["-auth", "gatehouse_hash_duration_seconds_count", { gatehouse_hash_kind: "hash" }],
      ["-auth", "gatehouse_mail_stored"],
      ["", "nodejs_eventloop_delay_p99_seconds"],
      ["", "v8js_memory_heap_used_bytes", { v8js_heap_space_name: "old_space" }],
    ];
    expect(expected.filter(([service, name, labels]) => !of(service, name, labels))).toEqual([]);
    expect(sum(samples, "gatehouse_event_bus_connected")).toBe(4);
  });
});

describe("10,000 made-up names of operations and clients", () => {
  it("are one name", async () => {
    const stack = createCloserStack();
    const settings = createSettingsReader({ METRICS_PORT: "0" });
    const config = readProcessTelemetryConfig(settings);
    const source = await openProcessTelemetry(config, "together", silentLog, stack);
    const measure: OperationMeter = createOperationMeter(source.of("gateway"), {
      operations: new Set(["Tasks"]),
      clients: new Set(["console"]),
    })!;
    for (let number = 0; number < 10_000; number++) {
      const made = { name: `Made${number}`, client: `client${number}`, errorCode: `CODE_${number}` };
      measure({ ...made, type: "query", milliseconds: 1 });
    }
    measure({ name: "Tasks", client: "console", errorCode: null, type: "query", milliseconds: 1 });
    const text = await source.readMetrics!();
    await stack.stop();
    const counts = text.match(/^gatehouse_operation_duration_seconds_count.*/gm) ?? [];
    // A hundred codes are told apart, and then no more.
    expect(counts).toHaveLength(102);
    expect(new Set(counts.map((line) => /graphql_operation_name="(\w+)"/.exec(line)?.[1]))).toEqual(
      new Set(["other", "Tasks"]),
    );
    expect(new Set(counts.map((line) => /gatehouse_client_name="(\w+)"/.exec(line)?.[1]))).toEqual(
      new Set(["other", "console"]),
    );
    expect(text).toMatch(/gatehouse_outcome="other",.*\} 9900\n/);
  });
});
