/**
 * Metrics of the process: event loop, garbage collection, memory, processor time
 * (https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/).
 */
import {
  constants,
  type IntervalHistogram,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from "node:perf_hooks";
import { cpuUsage, memoryUsage } from "node:process";
import { getHeapSpaceStatistics } from "node:v8";
import type { Meter } from "@opentelemetry/api";
import type { Lifecycle } from "../closer-stack.js";
import { durationOptions } from "./duration.js";
import type { Telemetry } from "./telemetry.js";

const resolutionMilliseconds = 20;
const nanosecondsPerSecond = 1e9;

/** Starts to report; stops with `lifecycle`. */
export function reportProcess({ meter, hasMetrics }: Telemetry, lifecycle: Pick<Lifecycle, "onStop">): void {
  if (!hasMetrics) return;
  reportLoop(meter, lifecycle);
  reportCollections(meter, lifecycle);
  reportMemory(meter);
  meter
    .createObservableCounter("process.cpu.time", { unit: "s", description: "Processor time of the process" })
    .addCallback((result) => {
      const { user, system } = cpuUsage();
      result.observe(user / 1e6, { "cpu.mode": "user" });
      result.observe(system / 1e6, { "cpu.mode": "system" });
    });
}

/** The delays since the last collection. A time without any delay measured leaves a gap. */
const delays: Readonly<Record<string, (histogram: IntervalHistogram) => number>> = {
  mean: ({ mean }) => mean,
  p50: (histogram) => histogram.percentile(50),
  p99: (histogram) => histogram.percentile(99),
  max: ({ max }) => max,
};

function reportLoop(meter: Meter, lifecycle: Pick<Lifecycle, "onStop">): void {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  histogram.enable();
  lifecycle.onStop(() => void histogram.disable());
  const gauges = Object.entries(delays).map(([name, read]) => ({
    read,
    gauge: meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, {
      unit: "s",
      description: `Event loop delay since the last collection: ${name}`,
    }),
  }));
  meter.addBatchObservableCallback(
    (result) => {
      if (histogram.count === 0) return;
      for (const { gauge, read } of gauges) {
        const late = read(histogram) / nanosecondsPerSecond - resolutionMilliseconds / 1000;
        result.observe(gauge, Math.max(0, late));
      }
      histogram.reset();
    },
    gauges.map(({ gauge }) => gauge),
  );
  let last = performance.eventLoopUtilization();
  meter
    .createObservableGauge("nodejs.eventloop.utilization", {
      unit: "1",
      description: "Part of the time since the last collection in which the event loop was busy",
    })
    .addCallback((result) => {
      const now = performance.eventLoopUtilization();
      result.observe(performance.eventLoopUtilization(now, last).utilization);
      last = now;
    });
}

const kinds: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
};

function reportCollections(meter: Meter, lifecycle: Pick<Lifecycle, "onStop">): void {
  const histogram = meter.createHistogram(
    "v8js.gc.duration",
    durationOptions("Duration of garbage collections"),
  );
  const attributes = Object.fromEntries(
    Object.entries(kinds).map(([kind, name]) => [kind, { "v8js.gc.type": name }]),
  );
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as PerformanceEntry & { detail?: { kind?: number } };
      histogram.record(entry.duration / 1000, attributes[detail?.kind ?? -1] ?? {});
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  lifecycle.onStop(() => observer.disconnect());
}

function reportMemory(meter: Meter): void {
  const options = (description: string) => ({ unit: "By", description });
  const used = meter.createObservableGauge("v8js.memory.heap.used", options("Used part of the heap"));
  const limit = meter.createObservableGauge("v8js.memory.heap.limit", options("Allocated size of the heap"));
  meter.addBatchObservableCallback(
    (result) => {
      for (const { space_name: space, space_used_size, space_size } of getHeapSpaceStatistics()) {
        const attributes = { "v8js.heap.space.name": space };
        result.observe(used, space_used_size, attributes);
        result.observe(limit, space_size, attributes);
      }
    },
    [used, limit],
  );
  meter
    .createObservableGauge("process.memory.usage", options("Resident memory of the process"))
    .addCallback((result) => result.observe(memoryUsage.rss()));
}
