/** The trace that a request, a delivery or a mail belongs to, and the spans that this service records of it. */
import type { Attributes, SpanContext } from "@opentelemetry/api";
import { type NamedSpan, type RecordedSpan, startFirstSpan } from "./recorded-span.js";
import type { Telemetry } from "./telemetry.js";
import { formatTraceparent, writeTraceContext } from "./trace-context.js";

/** What the log lines of a request have in common. */
export interface LogFields {
  requestId?: string;
  trace_id?: string;
  span_id?: string;
}

/** What connects log lines and spans across services. */
export class Trace {
  /** The id of the client's request; null for background work. */
  readonly requestId: string | null;
  readonly #origin: SpanContext | undefined;
  readonly #whole: RecordedSpan | null;
  #part: RecordedSpan | null = null;

  /** `origin` is passed on where no span is recorded: the sender's, or that of a span which is not sampled. */
  constructor(requestId: string | null, origin: SpanContext | undefined, whole: RecordedSpan | null = null) {
    this.requestId = requestId;
    this.#origin = origin;
    this.#whole = whole;
  }

  /** The span that further spans belong under; null where none is recorded. */
  get span(): RecordedSpan | null {
    return this.#part ?? this.#whole;
  }

  get context(): SpanContext | undefined {
    return this.span?.context ?? this.#origin;
  }

  /** The `traceparent` for the next service; undefined without a trace. */
  get traceparent(): string | undefined {
    const { context } = this;
    return context && formatTraceparent(context);
  }

  /** Returns the headers by which the next service continues the request, below `span`. */
  headers(span: RecordedSpan | null = this.span): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.requestId !== null) headers["x-request-id"] = this.requestId;
    const context = span?.context ?? this.#origin;
    if (context !== undefined) writeTraceContext(context, headers);
    return headers;
  }

  /** The fields of a log line, by the names of https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/. */
  get logFields(): LogFields {
    const { context, span, requestId } = this;
    const fields: LogFields = requestId === null ? {} : { requestId };
    if (context !== undefined) fields.trace_id = context.traceId;
    if (span !== null) fields.span_id = span.context.spanId;
    return fields;
  }

  /** Returns the trace of a part of the work that runs beside others; end it. */
  fork(name: string): Trace {
    const whole = this.span;
    return whole === null ? this : new Trace(this.requestId, this.#origin, whole.start(name));
  }

  /** Ends the phase before, and records the next one, below the whole. */
  enter(phase: string): void {
    if (this.#whole === null) return;
    this.#part?.end();
    this.#part = this.#whole.start(phase);
  }

  /** Ends the phase, which has failed where there is an error. */
  leave(error?: unknown): void {
    if (this.#part === null) return;
    if (error !== undefined) this.#part.fail(error);
    this.#part.end();
    this.#part = null;
  }

  /** Ends the phase and the whole. */
  end({ error, name, attributes }: { error?: unknown; name?: string; attributes?: Attributes } = {}): void {
    if (this.#whole === null) return;
    this.leave(error);
    if (name !== undefined) this.#whole.rename(name);
    if (attributes !== undefined) this.#whole.set(attributes);
    if (error !== undefined) this.#whole.fail(error);
    this.#whole.end();
  }
}

/**
 * Continues the trace of `parent`, or starts one: with the described span where this service records spans and the sampler
 * takes it.
 */
export function continueTrace(
  { hasTraces, tracer, decide }: Telemetry,
  { requestId = null, parent }: { requestId?: string | null; parent: SpanContext | undefined },
  describe: () => NamedSpan,
): Trace {
  if (!hasTraces) return new Trace(requestId, parent);
  const unrecorded = decide(parent);
  if (unrecorded !== null) return new Trace(requestId, unrecorded);
  const span = startFirstSpan(tracer, parent, describe());
  return new Trace(requestId, span.context, span);
}
