/** Creates what sends spans and metrics. */
import { OTLPMetricExporter as JsonMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  ConsoleMetricExporter,
  type MetricReader,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, ConsoleSpanExporter, type SpanProcessor } from "@opentelemetry/sdk-trace";
import type { ExportTarget, TelemetryConfig } from "./config.js";

const isJson = (target: Exclude<ExportTarget, "console">) => target.protocol === "http/json";

/** Creates the processor that sends finished spans in batches; spans that a slow collector leaves behind are dropped. */
export function createSpanProcessor({
  target,
  delayMilliseconds,
}: NonNullable<TelemetryConfig["traces"]>): SpanProcessor {
  const exporter =
    target === "console"
      ? new ConsoleSpanExporter()
      : new (isJson(target) ? JsonTraceExporter : OTLPTraceExporter)(target);
  return new BatchSpanProcessor({ exporter, scheduledDelayMillis: delayMilliseconds });
}

/** Creates the reader that sends all metrics at each interval. */
export function createExportingReader({
  target,
  intervalMilliseconds,
}: NonNullable<TelemetryConfig["metrics"]>): MetricReader {
  const exporter =
    target === "console"
      ? new ConsoleMetricExporter()
      : new (isJson(target) ? JsonMetricExporter : OTLPMetricExporter)(target);
  return new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: intervalMilliseconds });
}
