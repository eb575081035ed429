/** Serves the metrics of a process in the text format of Prometheus. */
import { forReading } from "../http/methods.js";
import type { RequestHandler } from "../http/server.js";

/** Path of the metrics. */
export const metricsPath = "/metrics";

/** Creates the handler; requests at the same time share one reading. */
export function createMetricsHandler(readMetrics: () => Promise<string>): RequestHandler {
  let reading: Promise<string> | undefined;
  const forget = () => {
    reading = undefined;
  };
  return forReading(async (_request, response) => {
    reading ??= readMetrics().finally(forget);
    const text = await reading;
    response
      .writeHead(200, {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
        "content-length": Buffer.byteLength(text),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      })
      .end(text);
  });
}
