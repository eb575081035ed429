/** Records a span for each command of a traced request: https://opentelemetry.io/docs/specs/semconv/database/mongodb/. */
import { SpanKind } from "@opentelemetry/api";
import type { Connection } from "mongoose";
import { currentTrace } from "../telemetry/current-trace.js";
import type { RecordedSpan } from "../telemetry/recorded-span.js";

/**
 * Follows the commands of a connection that was opened with `monitorCommands`. A span has the names of the command, the
 * database and the collection, and nothing of the documents. Work that belongs to no trace has no spans.
 */
export function traceCommands(connection: Connection): void {
  const running = new Map<number, RecordedSpan>();
  const end = (requestId: number, error?: unknown) => {
    const span = running.get(requestId);
    if (span === undefined) return;
    running.delete(requestId);
    if (error !== undefined) span.fail(error);
    span.end();
  };
  connection
    .getClient()
    .on("commandStarted", ({ requestId, commandName, databaseName, command, address }) => {
      const parent = currentTrace()?.span;
      if (parent == null) return;
      const target: unknown = commandName === "getMore" ? command["collection"] : command[commandName];
      const collection = typeof target === "string" ? target : undefined;
      const { host, port } = splitAddress(address);
      const span = parent.start(collection === undefined ? commandName : `${commandName} ${collection}`, {
        kind: SpanKind.CLIENT,
        attributes: {
          "db.system.name": "mongodb",
          "db.namespace": databaseName,
          "db.operation.name": commandName,
          ...(collection !== undefined && { "db.collection.name": collection }),
          "server.address": host,
          ...(port !== undefined && { "server.port": port }),
        },
      });
      running.set(requestId, span);
    })
    .on("commandSucceeded", ({ requestId }) => end(requestId))
    .on("commandFailed", ({ requestId, failure }) => end(requestId, failure));
}

/** `host:port`, `[::1]:port`, or the path of a socket. */
function splitAddress(address: string): { host: string; port?: number } {
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
  return host === undefined ? { host: address } : { host, port: Number(port) };
}
