/**
 * Decides whether a trace is recorded before the SDK makes a span: most requests are not recorded, and an object of the
 * SDK for each would cost more than the rest of their telemetry.
 */
import { randomFillSync } from "node:crypto";
import { trace as api, ROOT_CONTEXT, type SpanContext, SpanKind, TraceFlags } from "@opentelemetry/api";
import { type IdGenerator, type Sampler, SamplingDecision } from "@opentelemetry/sdk-trace";

const pool = Buffer.allocUnsafe(8_192);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}

const noAttributes = {};
const noLinks: never[] = [];

/** Creates the decision of one service, and the generator by which the SDK's spans get the trace id of the decision. */
export function createSampling(sampler: Sampler) {
  let decidedId: string | null = null;
  const ids: IdGenerator = {
    generateSpanId: () => randomHex(8),
    generateTraceId() {
      const id = decidedId ?? randomHex(16);
      decidedId = null;
      return id;
    },
  };
  return {
    ids,
    /** Returns null where the next span, which the SDK starts at once, is recorded; else the context to pass on. */
    decide(parent: SpanContext | undefined): SpanContext | null {
      const traceId = parent?.traceId ?? randomHex(16);
      const within = parent === undefined ? ROOT_CONTEXT : api.setSpanContext(ROOT_CONTEXT, parent);
      const { decision } = sampler.shouldSample(within, traceId, "", SpanKind.SERVER, noAttributes, noLinks);
      if (decision === SamplingDecision.RECORD_AND_SAMPLED) {
        decidedId = parent === undefined ? traceId : null;
        return null;
      }
      const context: SpanContext = { traceId, spanId: randomHex(8), traceFlags: TraceFlags.NONE };
      if (parent?.traceState !== undefined) context.traceState = parent.traceState;
      return context;
    },
  };
}
