/** What a service reports about itself: spans and metrics, under its own service.name. */
import {
  createNoopMeter,
  type Meter,
  ProxyTracerProvider,
  type SpanContext,
  type Tracer,
} from "@opentelemetry/api";

/**
 * The telemetry of one service. It is a part that a service is given like its log, and not global, since `npm start` runs
 * all services in one process. Where a signal is off its `tracer` or `meter` does nothing; a hot path asks `hasTraces` or
 * `hasMetrics` once, when it is opened, and then makes no attributes and no instruments.
 */
export interface Telemetry {
  /** Starts spans of this service. */
  tracer: Tracer;
  /** Creates the instruments of this service. */
  meter: Meter;
  /** Are spans exported? */
  hasTraces: boolean;
  /**
   * Decides whether work below `parent` is recorded: null where it is, and `tracer` starts its span at once; else the
   * context to pass on.
   */
  decide(parent: SpanContext | undefined): SpanContext | null;
  /** May one more trace be recorded because its client, a stranger, says that it is? */
  allowsClientTrace(): boolean;
  /** Are metrics exported, or served to Prometheus? */
  hasMetrics: boolean;
}

/** The telemetry of a service for which none is configured. */
export const noTelemetry: Telemetry = {
  // The provider passes on to a global one, which this project never registers.
  tracer: new ProxyTracerProvider().getTracer("none"),
  meter: createNoopMeter(),
  hasTraces: false,
  decide: (parent) => parent ?? null,
  allowsClientTrace: () => false,
  hasMetrics: false,
};
