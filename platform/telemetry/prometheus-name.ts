/** Returns the name of a metric in Prometheus. */
import { DataPointType, type MetricData } from "@opentelemetry/sdk-metrics";

/** Units by their names in Prometheus; those in braces count things, and do not appear. */
const unitNames: Readonly<Record<string, string>> = {
  s: "seconds",
  ms: "milliseconds",
  By: "bytes",
  "1": "ratio",
};

/**
 * Returns the name with its unit and, for a counter, `_total`, so that queries are the same whether Prometheus reads the
 * process or gets its metrics from a collector
 * (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
 */
export function toPrometheusName({ descriptor: { name, unit }, ...metric }: MetricData): string {
  const words = name.replaceAll(/[^a-zA-Z0-9:]+/g, "_");
  const isCounter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
  const isRatio = metric.dataPointType === DataPointType.GAUGE;
  const unitName = unit === "1" && !isRatio ? undefined : unitNames[unit];
  const named = unitName === undefined || words.endsWith(`_${unitName}`) ? words : `${words}_${unitName}`;
  return isCounter ? `${named}_total` : named;
}
