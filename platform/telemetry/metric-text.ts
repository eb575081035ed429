/** Returns the metrics of all services of a process as one text for Prometheus. */
import type { Attributes } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  DataPointType,
  type GaugeMetricData,
  type MetricData,
  MetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { toPrometheusName } from "./prometheus-name.js";

/** Collects when Prometheus asks, and never by itself. */
class ScrapedReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Creates the text, of the readers that are given to providers of metrics. */
export function createMetricText() {
  const readers: MetricReader[] = [];
  // Without resource and scope: the label service_name says whose metric it is.
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  return {
    createReader(): MetricReader {
      const reader = new ScrapedReader();
      readers.push(reader);
      return reader;
    },

    /** Returns the text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/. */
    async read(): Promise<string> {
      const collected = await Promise.all(readers.map((reader) => reader.collect()));
      const services = collected.map(({ resourceMetrics }) => resourceMetrics);
      const scope = { scope: { name: "" }, metrics: [describeTargets(services), ...joinByName(services)] };
      return serializer.serialize({ resource: emptyResource(), scopeMetrics: [scope] });
    },
  };
}

/** The same metric of several services is one metric: each line then says whose it is. */
function joinByName(services: readonly ResourceMetrics[]): MetricData[] {
  const joined = new Map<string, MetricData>();
  for (const { resource, scopeMetrics } of services) {
    const label = { "service.name": resource.attributes["service.name"] ?? "" };
    for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      const name = toPrometheusName(metric);
      const points = metric.dataPoints.map((point) => ({
        ...point,
        attributes: { ...label, ...point.attributes },
      }));
      const dataPoints = [...(joined.get(name)?.dataPoints ?? []), ...points];
      const descriptor = { ...metric.descriptor, name, unit: "" };
      joined.set(name, { ...metric, descriptor, dataPoints } as MetricData);
    }
  }
  return [...joined.values()];
}

/** The attributes of each service, as https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ asks. */
function describeTargets(services: readonly ResourceMetrics[]): GaugeMetricData {
  return {
    descriptor: {
      name: "target_info",
      description: "Attributes of the service",
      unit: "",
      valueType: 0,
      advice: {},
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: services.map(({ resource }) => ({
      startTime: [0, 0],
      endTime: [0, 0],
      attributes: resource.attributes as Attributes,
      value: 1,
    })),
  } as GaugeMetricData;
}
