/** A span that is recorded, and the spans below it. */
import {
  type Attributes,
  trace as api,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
} from "@opentelemetry/api";

/** The kind of a span, its attributes, and the spans that it is linked to. */
export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
  links?: Link[];
}

/** The options and the name. */
export interface NamedSpan extends SpanOptions {
  name: string;
}

/** A span that is recorded. It takes no message of an error, which may quote what a client has sent. */
export class RecordedSpan {
  readonly context: SpanContext;
  readonly #tracer: Tracer;
  readonly #span: Span;

  constructor(tracer: Tracer, span: Span) {
    this.#tracer = tracer;
    this.#span = span;
    this.context = span.spanContext();
  }

  /** Starts a span below this one. */
  start(name: string, options: SpanOptions = {}): RecordedSpan {
    const parent = api.setSpan(ROOT_CONTEXT, this.#span);
    return new RecordedSpan(this.#tracer, this.#tracer.startSpan(name, options, parent));
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  /** Sets attributes; those that are undefined are left out. */
  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  /** Marks the span as failed: by the error's code, else its name. */
  fail(error: unknown): void {
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.setAttribute("error.type", typeOf(error));
  }

  end(): void {
    this.#span.end();
  }

  /** Does asynchronous work within a span of its own. */
  async run<Result>(name: string, options: SpanOptions, work: () => Promise<Result>): Promise<Result> {
    const span = this.start(name, options);
    try {
      return await work();
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.end();
    }
  }
}

/** Starts the first span of this service in a trace: below `parent`, or without one the first of the trace. */
export function startFirstSpan(
  tracer: Tracer,
  parent: SpanContext | undefined,
  { name, ...options }: NamedSpan,
): RecordedSpan {
  const within = parent === undefined ? ROOT_CONTEXT : api.setSpanContext(ROOT_CONTEXT, parent);
  return new RecordedSpan(tracer, tracer.startSpan(name, options, within));
}

/** A short word of a small set: a code of the catalogue or of the driver, the kind of a failure, or the class. */
function typeOf(error: unknown): string {
  if (typeof error === "string") return error;
  const { code, kind, name } = (error ?? {}) as { code?: unknown; kind?: unknown; name?: unknown };
  for (const one of [kind, code, name])
    if ((typeof one === "string" && one !== "") || typeof one === "number") return String(one);
  return "_OTHER";
}
