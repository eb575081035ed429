/** Measures operations by name, type, outcome and client, each with a bounded number of values. */
import type { Attributes } from "@opentelemetry/api";
import { createBoundedLabel, otherValue } from "../../platform/telemetry/bounded-label.js";
import { durationOptions } from "../../platform/telemetry/duration.js";
import type { Telemetry } from "../../platform/telemetry/telemetry.js";

/** An operation that has ended. */
export interface EndedOperation {
  /** As the client sent it. */
  name: string | undefined;
  /** Null when it is not known. */
  type: string | null;
  /** The code of its first error; null for none. */
  errorCode: string | null;
  /** The header `apollographql-client-name`. */
  client: string | undefined;
  milliseconds: number;
}

/** Names that are told apart; operations and clients choose theirs, so all others are `other`. */
export interface KnownNames {
  operations: ReadonlySet<string>;
  clients: ReadonlySet<string>;
}

export type OperationMeter = (operation: EndedOperation) => void;

/** Errors have codes of the catalogue, and those of PASS_ERROR_CODES. */
const mostCodes = 100;
/** Attributes are kept, since making them costs more than counting: the product of the names may be large. */
const mostKept = 2_000;

/** Creates it; null where no metrics are exported. */
export function createOperationMeter(
  { meter, hasMetrics }: Telemetry,
  { operations, clients }: KnownNames,
): OperationMeter | null {
  if (!hasMetrics) return null;
  const durations = meter.createHistogram(
    "gatehouse.operation.duration",
    durationOptions("Duration of GraphQL operations at the gateway"),
  );
  const codeOf = createBoundedLabel(mostCodes);
  const kept = new Map<string, Attributes>();
  return ({ name, type, errorCode, client, milliseconds }) => {
    const operation = knownName(operations, name);
    const from = knownName(clients, client);
    const outcome = errorCode === null ? "ok" : codeOf(errorCode);
    const key = `${operation} ${type} ${outcome} ${from}`;
    let attributes = kept.get(key);
    if (attributes === undefined) {
      attributes = {
        "graphql.operation.name": operation,
        "graphql.operation.type": type ?? "unknown",
        "gatehouse.outcome": outcome,
        "gatehouse.client.name": from,
      };
      if (kept.size < mostKept) kept.set(key, attributes);
    }
    durations.record(milliseconds / 1000, attributes);
  };
}

function knownName(known: ReadonlySet<string>, name: string | undefined): string {
  if (name === undefined || name === "") return "none";
  return known.has(name) ? name : otherValue;
}
