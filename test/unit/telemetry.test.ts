/** Telemetry of a process: off by default, configured by the standard variables, sent whole at the stop. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createCloserStack } from "../../platform/closer-stack.js";
import { openProcessTelemetry, readProcessTelemetryConfig } from "../../platform/service/telemetry.js";
import {
  createSettingsReader,
  type Environment,
  SettingsError,
} from "../../platform/settings/settings-reader.js";
import { noTelemetry } from "../../platform/telemetry/telemetry.js";
import { redactSecrets } from "../../platform/text/redact.js";
import { startTestCollector } from "../support/collector.js";
import { silentLog } from "../support/environment.js";

const read = (environment: Environment) => {
  const settings = createSettingsReader(environment);
  const config = readProcessTelemetryConfig(settings);
  settings.requireValid();
  return config;
};

async function open(environment: Environment, arrangement: "alone" | "together" = "together") {
  const stack = createCloserStack();
  let log: { url?: string }[] = [];
  const keep = Object.assign(silentLog(), { info: (details: object) => (log = [...log, details]) });
  const telemetry = await openProcessTelemetry(read(environment), arrangement, () => keep, stack);
  return { ...telemetry, stop: stack.stop, metricsUrl: () => log.find(({ url }) => url)?.url ?? "" };
}

describe("telemetry", () => {
  it("is off unless a variable names a way out, and then makes nothing", async () => {
    const telemetry = await open({ OTEL_TRACES_SAMPLER: "always_on", METRICS_HOST: "0.0.0.0" });
    expect(telemetry.readMetrics).toBeNull();
    expect(telemetry.of("gateway")).toBe(noTelemetry);
    expect(noTelemetry.tracer.startSpan("none").isRecording()).toBe(false);
    const disabled = await open({
      OTEL_SDK_DISABLED: "true",
      METRICS_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
      OTEL_TRACES_EXPORTER: "console",
    });
    expect([disabled.readMetrics, disabled.of("gateway")]).toEqual([null, noTelemetry]);
  });

  it("is switched on for each signal by its endpoint or exporter", () => {
    const signalsOf = (environment: Environment) => {
      const { traces, metrics, isScraped } = read(environment);
      const shown = (target: object | "console" | undefined) =>
        typeof target === "object" ? (target as { url: string }).url : (target ?? null);
      return [shown(traces?.target), shown(metrics?.target), isScraped];
    };
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.com/otlp/" };
    const base = "https://collector.example.com/otlp/v1";
    expect(signalsOf(endpoint)).toEqual([`${base}/traces`, `${base}/metrics`, false]);
    expect(signalsOf({ ...endpoint, OTEL_METRICS_EXPORTER: "none" })).toEqual([
      `${base}/traces`,
      null,
      false,
    ]);
    expect(signalsOf({ OTEL_TRACES_EXPORTER: "otlp" })).toEqual([
      "http://localhost:4318/v1/traces",
      null,
      false,
    ]);
    expect(signalsOf({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://metrics.example.com/in" })).toEqual([
      null,
      "http://metrics.example.com/in",
      false,
    ]);
    expect(signalsOf({ OTEL_TRACES_EXPORTER: "console", METRICS_PORT: "0" })).toEqual([
      "console",
      null,
      true,
    ]);
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, /^OTEL_EXPORTER_OTLP_PROTOCOL must be one of http\/protobuf/],
    [{ OTEL_TRACES_SAMPLER: "sometimes" }, /^OTEL_TRACES_SAMPLER must be one of /],
    [{ OTEL_TRACES_SAMPLER_ARG: "1%" }, /^OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1; it is "1%"/],
    [{ OTEL_TRACES_SAMPLER_ARG: "2" }, /^OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
    [{ OTEL_RESOURCE_ATTRIBUTES: "staging" }, /^OTEL_RESOURCE_ATTRIBUTES must be a list of key=value/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "key=100%" }, /^OTEL_EXPORTER_OTLP_HEADERS has a % /],
    [{ METRICS_PORT: "1", METRICS_HOST: "0.0.0.256" }, /^METRICS_HOST must be an address of this machine/],
  ])("refuses %j", (environment, problem) => {
    const settings = createSettingsReader(environment);
    readProcessTelemetryConfig(settings);
    expect(() => settings.requireValid()).toThrow(SettingsError);
    try {
      settings.requireValid();
    } catch (error) {
      expect((error as SettingsError).problems).toEqual([expect.stringMatching(problem)]);
    }
  });

  it("sends each service's spans and metrics under its own name, with the headers, whole at the stop", async () => {
    const collector = await startTestCollector();
    const telemetry = await open({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_HEADERS: "x-vendor-key=a%20secret%20key",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging",
    });
    for (const name of ["gateway", "task"]) {
      const { tracer, meter, hasTraces, hasMetrics } = telemetry.of(name);
      expect([hasTraces, hasMetrics]).toEqual([true, true]);
      tracer.startSpan(`work of ${name}`).end();
      meter.createCounter("gatehouse.test.count", { unit: "{thing}" }).add(2, { kind: name });
    }
    expect(telemetry.of("gateway")).toBe(telemetry.of("gateway"));
    await telemetry.stop();
    await collector.stop();
    expect(collector.spans.map(({ service, name }) => [service, name]).sort()).toEqual([
      ["gatehouse-gateway", "work of gateway"],
      ["gatehouse-task", "work of task"],
    ]);
    expect(
      collector.points.map(({ service, value, attributes }) => [service, value, attributes]).sort(),
    ).toEqual([
      ["gatehouse-gateway", 2, { kind: "gateway" }],
      ["gatehouse-task", 2, { kind: "task" }],
    ]);
    expect(collector.headers.map((headers) => headers["x-vendor-key"])).toEqual(
      Array(4).fill("a secret key"),
    );
    expect(redactSecrets("x-vendor-key: a secret key")).toBe("x-vendor-key: [redacted]");
  });

  it("records the share of traces that the sampler says", async () => {
    const environment = { OTEL_TRACES_EXPORTER: "otlp", OTEL_TRACES_SAMPLER: "traceidratio" };
    const none = await open({ ...environment, OTEL_TRACES_SAMPLER_ARG: "0" });
    expect(none.of("task").tracer.startSpan("work").isRecording()).toBe(false);
    const all = await open({ ...environment, OTEL_TRACES_SAMPLER_ARG: "1" });
    expect(all.of("task").tracer.startSpan("work").isRecording()).toBe(true);
    await Promise.all([none.stop(), all.stop()]);
  });

  it("serves the metrics of all services on one port, each metric once, and nothing else", async () => {
    const telemetry = await open({ METRICS_PORT: "0", OTEL_SERVICE_NAME: "house" });
    try {
      for (const name of ["auth", "task"]) {
        const { meter } = telemetry.of(name);
        meter.createCounter("gatehouse.test.count", { unit: "{thing}", description: "Things" }).add(3);
        meter.createHistogram("gatehouse.test.duration", { unit: "s" }).record(0.2);
        meter
          .createObservableGauge("gatehouse.test.use", { unit: "1" })
          .addCallback((result) => result.observe(0.5));
      }
      const response = await fetch(telemetry.metricsUrl());
      const text = await response.text();
      expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(text.match(/^# TYPE .*/gm)).toEqual([
        "# TYPE target_info gauge",
        "# TYPE gatehouse_test_count_total counter",
        "# TYPE gatehouse_test_duration_seconds histogram",
        "# TYPE gatehouse_test_use_ratio gauge",
      ]);
      expect(text).toContain('gatehouse_test_count_total{service_name="house-auth"} 3\n');
      expect(text).toContain('gatehouse_test_count_total{service_name="house-task"} 3\n');
      expect(text).toContain(
        'gatehouse_test_duration_seconds_bucket{service_name="house-task",le="+Inf"} 1\n',
      );
      expect((await fetch(telemetry.metricsUrl(), { method: "POST" })).status).toBe(405);
      expect((await fetch(telemetry.metricsUrl().replace("/metrics", "/"))).status).toBe(404);
    } finally {
      await telemetry.stop();
    }
  });

  it("gives a service alone the name that is set for it", async () => {
    const collector = await startTestCollector();
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    };
    const named = await open({ ...environment, OTEL_SERVICE_NAME: "front door" }, "alone");
    const unnamed = await open(environment, "alone");
    for (const { of, stop } of [named, unnamed]) {
      of("gateway").tracer.startSpan("work").end();
      await stop();
    }
    await collector.stop();
    expect(collector.spans.map(({ service }) => service)).toEqual(["front door", "gatehouse-gateway"]);
  });

  it("logs that a collector refuses what it gets", async () => {
    const collector = createServer((_request, response) => response.writeHead(400).end());
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    const stack = createCloserStack();
    const warnings: unknown[] = [];
    const log = Object.assign(silentLog(), {
      warn: (_details: object, message: string) => warnings.push(message),
    });
    const { port } = collector.address() as AddressInfo;
    const config = read({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const telemetry = await openProcessTelemetry(config, "together", () => log, stack);
    telemetry.of("task").tracer.startSpan("work").end();
    await stack.stop();
    collector.closeAllConnections();
    collector.close();
    expect(warnings).not.toEqual([]);
  });
});
