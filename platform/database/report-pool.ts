/**
 * Reports the connections of a service to its database
 * (https://opentelemetry.io/docs/specs/semconv/database/database-metrics/#connection-pools).
 */
import { durationOptions } from "../telemetry/duration.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { Connection } from "./connection.js";

/** The part of the driver's events that is read. */
interface PoolEvent {
  address: string;
  connectionId?: number | string;
  durationMS?: number;
  reason?: string;
}

/** Reports them. `name` is the database's. A connection is known once it has been used. */
export function reportPool(connection: Connection, { meter, hasMetrics }: Telemetry): void {
  if (!hasMetrics) return;
  const pool = { "db.system.name": "mongodb", "db.client.connection.pool.name": connection.name };
  const used = { ...pool, "db.client.connection.state": "used" };
  const idle = { ...pool, "db.client.connection.state": "idle" };
  const open = new Set<string>();
  const inUse = new Set<string>();
  let waiting = 0;
  const waits = meter.createHistogram(
    "db.client.connection.wait_time",
    durationOptions("Time to get a connection to the database"),
  );
  const timeouts = meter.createCounter("db.client.connection.timeouts", {
    unit: "{timeout}",
    description: "Requests for a connection that were not fulfilled in time",
  });
  const keyOf = ({ address, connectionId }: PoolEvent) => `${address} ${connectionId}`;
  const client = connection.getClient();
  client.on("connectionCheckOutStarted", () => {
    waiting += 1;
  });
  client.on("connectionCheckedOut", (event: PoolEvent) => {
    waiting -= 1;
    open.add(keyOf(event));
    inUse.add(keyOf(event));
    waits.record((event.durationMS ?? 0) / 1000, pool);
  });
  client.on("connectionCheckOutFailed", ({ reason }: PoolEvent) => {
    waiting -= 1;
    if (reason === "timeout") timeouts.add(1, pool);
  });
  client.on("connectionCheckedIn", (event: PoolEvent) => inUse.delete(keyOf(event)));
  client.on("connectionClosed", (event: PoolEvent) => {
    open.delete(keyOf(event));
    inUse.delete(keyOf(event));
  });
  meter
    .createObservableUpDownCounter("db.client.connection.count", {
      unit: "{connection}",
      description: "Connections to the database, by state",
    })
    .addCallback((result) => {
      result.observe(inUse.size, used);
      result.observe(open.size - inUse.size, idle);
    });
  meter
    .createObservableUpDownCounter("db.client.connection.pending_requests", {
      unit: "{request}",
      description: "Requests that wait for a connection to the database",
    })
    .addCallback((result) => result.observe(Math.max(0, waiting), pool));
  meter
    .createObservableUpDownCounter("db.client.connection.max", {
      unit: "{connection}",
      description: "Most connections to the database",
    })
    .addCallback((result) => result.observe(client.options.maxPoolSize, pool));
}
