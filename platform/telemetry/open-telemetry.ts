/** Opens the telemetry of a process; the SDK is imported only where it is on. */
import type { Lifecycle } from "../closer-stack.js";
import type { Logger } from "../log.js";
import type { TelemetryConfig } from "./config.js";
import { noTelemetry, type Telemetry } from "./telemetry.js";

/** The telemetry of all services of a process. */
export interface TelemetrySource {
  /**
   * Returns the telemetry of a service: `gateway`, `auth`; without a name, that of a process which runs several of them.
   * Each call returns the same object.
   */
  of(service?: string): Telemetry;
  /** Returns the metrics of all services in the text format of Prometheus; null where no port is set for them. */
  readMetrics: (() => Promise<string>) | null;
}

/** Does any signal leave the process? */
export const isOn = ({ traces, metrics, isScraped }: TelemetryConfig): boolean =>
  traces !== null || metrics !== null || isScraped;

/** The telemetry of a process for which none is configured. */
export const noTelemetrySource: TelemetrySource = { of: () => noTelemetry, readMetrics: null };

/**
 * Opens the telemetry that is configured. At the stop, what is left is sent: register the parts that report afterwards, so
 * that they close before. `arrangement`: `together` where one process runs several services.
 */
export async function openTelemetry(
  config: TelemetryConfig,
  arrangement: "alone" | "together",
  log: Logger,
  lifecycle: Lifecycle,
): Promise<TelemetrySource> {
  const { createSdk } = await import("./sdk.js");
  const sdk = createSdk(config, log);
  lifecycle.onStop(sdk.close);
  const { serviceName, serviceName: prefix = "gatehouse" } = config;
  const nameOf = (service: string | undefined) => {
    if (service === undefined) return prefix;
    return arrangement === "alone" && serviceName !== undefined ? serviceName : `${prefix}-${service}`;
  };
  const services = new Map<string | undefined, Telemetry>();
  return {
    of(service) {
      const telemetry = services.get(service) ?? sdk.createService(nameOf(service));
      services.set(service, telemetry);
      return telemetry;
    },
    readMetrics: sdk.readMetrics,
  };
}
