/** The settings of telemetry: OpenTelemetry's standard variables. */
import type { SettingsReader } from "../settings/settings-reader.js";
import { KeyValuesProblem, parseKeyValues } from "./key-values.js";
import { type OtlpTarget, readOtlpTargets } from "./otlp-config.js";
import { readSampler, type SamplerConfig } from "./sampler-config.js";

const exporters = ["otlp", "console", "none"] as const;
const section = "Telemetry";

/** Where a signal goes: by OTLP, or on standard output. */
export type ExportTarget = OtlpTarget | "console";

/** What is exported, and in whose name. */
export interface TelemetryConfig {
  /** Null: no spans are made. */
  traces: {
    target: ExportTarget;
    sampler: SamplerConfig;
    delayMilliseconds: number;
    /** How many traces a second are recorded because their client says so. */
    clientsPerSecond: number;
  } | null;
  /** Null: no metrics are sent. */
  metrics: { target: ExportTarget; intervalMilliseconds: number } | null;
  /** Are metrics read by Prometheus? */
  isScraped: boolean;
  /** OTEL_SERVICE_NAME. */
  serviceName: string | undefined;
  /** The attributes of OTEL_RESOURCE_ATTRIBUTES. */
  resource: Record<string, string>;
}

/**
 * Reads the variables of https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/. Other than
 * there, nothing is exported unless an endpoint or an exporter is named. `isScraped`: a port for Prometheus is set.
 */
export function readTelemetryConfig(settings: SettingsReader, isScraped: boolean): TelemetryConfig {
  const { flag, optional, integer } = settings.section(section);
  const isDisabled = flag("OTEL_SDK_DISABLED", false, {
    about: "`true`: no telemetry of any kind, whatever else is set.",
  });
  const otlp = readOtlpTargets(settings);
  const traces = readExporter(settings, "OTEL_TRACES_EXPORTER", "spans", otlp.traces);
  const sampler = readSampler(settings);
  const delayMilliseconds = integer("OTEL_BSP_SCHEDULE_DELAY", 5_000, {
    min: 1,
    max: 300_000,
    about: "Milliseconds between two exports of spans.",
  });
  const clientsPerSecond = integer("CLIENT_TRACES_PER_SECOND", 10, {
    min: 0,
    max: 100_000,
    about:
      "How many requests a second a service records because their client's `traceparent` says that they are recorded. Others begin a trace of their own, which the sampler decides about.",
  });
  const metrics = readExporter(settings, "OTEL_METRICS_EXPORTER", "metrics", otlp.metrics);
  const intervalMilliseconds = integer("OTEL_METRIC_EXPORT_INTERVAL", 60_000, {
    min: 100,
    max: 3_600_000,
    about: "Milliseconds between two exports of metrics.",
  });
  return {
    serviceName: optional("OTEL_SERVICE_NAME", {
      about:
        "The `service.name` of a service that runs alone. Where all run in one process, it replaces `gatehouse` in their names.",
      otherwise: "`gatehouse-SERVICE`",
    }),
    resource: readResource(settings),
    isScraped: isScraped && !isDisabled,
    traces:
      traces === null || isDisabled ? null : { target: traces, sampler, delayMilliseconds, clientsPerSecond },
    metrics: metrics === null || isDisabled ? null : { target: metrics, intervalMilliseconds },
  };
}

function readExporter(
  settings: SettingsReader,
  name: string,
  what: string,
  { isSet, ...target }: OtlpTarget & { isSet: boolean },
): ExportTarget | null {
  const exporter = settings.section(section).choice(name, isSet ? "otlp" : "none", exporters, {
    about: `Where ${what} go: to a collector, as text on standard output (for a look at them), or nowhere.`,
    otherwise: "`otlp` where an endpoint is set, else `none`",
  });
  if (exporter === "none") return null;
  return exporter === "otlp" ? target : "console";
}

function readResource(settings: SettingsReader): Record<string, string> {
  const name = "OTEL_RESOURCE_ATTRIBUTES";
  const text = settings.section(section).optional(name, {
    about:
      "More attributes of every span and metric, such as `deployment.environment.name=staging,service.version=1.4`.",
  });
  try {
    return text === undefined ? {} : parseKeyValues(text);
  } catch (error) {
    if (!(error instanceof KeyValuesProblem)) throw error;
    settings.complain(`${name} ${error.message}`);
    return {};
  }
}
