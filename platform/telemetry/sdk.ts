/** The SDK of OpenTelemetry: a provider of spans and one of metrics for each service, with its resource. */
import { randomUUID } from "node:crypto";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { setGlobalErrorHandler } from "@opentelemetry/core";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import type { Logger } from "../log.js";
import { createRareWarning } from "../rare-warning.js";
import { withinTime } from "../within-time.js";
import type { TelemetryConfig } from "./config.js";
import { createExportingReader, createSpanProcessor } from "./exporters.js";
import { createMetricText } from "./metric-text.js";
import { createSampleAllowance } from "./sample-allowance.js";
import { createSampler } from "./sampler.js";
import { createSampling } from "./sampling.js";
import { noTelemetry, type Telemetry } from "./telemetry.js";

/** The name of the instrumentation scope of all spans and metrics. */
const scope = "gatehouse";

/** The stop of a process waits no longer for a collector. */
const closeMilliseconds = 3_000;

/** Creates the SDK of a process, with which all its services report. */
export function createSdk(config: TelemetryConfig, log: Logger) {
  reportFaults(log);
  const instance = { "service.instance.id": randomUUID() };
  const text = config.isScraped ? createMetricText() : null;
  const providers: { shutdown(): Promise<void> }[] = [];
  return {
    createService(name: string): Telemetry {
      const attributes = { ...instance, ...config.resource, "service.name": name };
      const resource = defaultResource().merge(resourceFromAttributes(attributes));
      const readers = [
        ...(config.metrics === null ? [] : [createExportingReader(config.metrics)]),
        ...(text === null ? [] : [text.createReader()]),
      ];
      const telemetry = { ...noTelemetry };
      if (readers.length > 0) {
        const provider = new MeterProvider({ resource, readers });
        providers.push(provider);
        Object.assign(telemetry, { meter: provider.getMeter(scope), hasMetrics: true });
      }
      if (config.traces !== null) {
        const sampler = createSampler(config.traces.sampler);
        const { ids: idGenerator, decide } = createSampling(sampler);
        const provider = new TracerProvider({
          resource,
          sampler,
          idGenerator,
          spanProcessors: [createSpanProcessor(config.traces)],
        });
        providers.push(provider);
        Object.assign(telemetry, {
          tracer: provider.getTracer(scope),
          hasTraces: true,
          decide,
          allowsClientTrace: createSampleAllowance(config.traces.clientsPerSecond),
        });
      }
      return telemetry;
    },

    readMetrics: text?.read ?? null,

    /** Sends what is left. A collector that is away costs the stop three seconds, and is only logged. */
    async close(): Promise<void> {
      const closed = Promise.all(providers.map((provider) => provider.shutdown()));
      await withinTime(closeMilliseconds, closed).catch((error) =>
        log.warn({ err: error }, "the last telemetry was not sent"),
      );
    },
  };
}

/** The SDK reports its own faults by two global functions; a collector that is away is logged once a minute. */
function reportFaults(log: Logger): void {
  const warn = createRareWarning(log);
  const report = (reason: string) => warn("telemetry is incomplete", { reason });
  const quiet = () => {};
  setGlobalErrorHandler((fault) => report(fault instanceof Error ? fault.message : String(fault)));
  diag.setLogger(
    { error: report, warn: report, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
