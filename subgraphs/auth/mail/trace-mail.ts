/** Records a span for each attempt to send a mail. It has the kind of the mail, and no address. */
import { SpanKind } from "@opentelemetry/api";
import { runInTrace } from "../../../platform/telemetry/current-trace.js";
import type { Telemetry } from "../../../platform/telemetry/telemetry.js";
import { continueTrace } from "../../../platform/telemetry/trace.js";
import { parseTraceContext } from "../../../platform/telemetry/trace-context.js";
import type { MailRecord } from "./model.js";

/** Does the work for a mail within the trace of the request that asked for it; the work says if it has failed. */
export function traceMail(
  { _id, kind, attempts, traceparent }: MailRecord,
  telemetry: Telemetry,
  work: (fail: (error: unknown) => void) => Promise<void>,
): Promise<void> {
  const parent = parseTraceContext(traceparent);
  const trace = continueTrace(telemetry, { parent }, () => ({
    name: "send mail",
    kind: SpanKind.CLIENT,
    links: parent === undefined ? [] : [{ context: parent }],
    attributes: { "gatehouse.mail.kind": kind, "gatehouse.mail.id": _id, "gatehouse.mail.attempt": attempts },
  }));
  let error: unknown;
  const run = () =>
    work((reason) => {
      error = reason ?? "unknown";
    });
  return runInTrace(trace, run).finally(() => trace.end({ error }));
}
