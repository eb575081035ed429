/** Reads a subgraph's HTTP response as a GraphQL result, and checks its form. */
import { isRecord } from "../../platform/is-record.js";
import type { SubgraphResponse } from "./exchange-handler.js";
import { FetchFailure } from "./failure.js";

/** An error of a subgraph, whose members have the types of the specification. */
export interface SubgraphError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: Readonly<Record<string, unknown>>;
}

/** A GraphQL result. */
export interface SubgraphResult {
  data: Record<string, unknown> | null;
  errors?: readonly SubgraphError[];
}

const refusals = new Set([502, 503, 504]);
const excerptLength = 200;

/**
 * Reads the result.
 * @throws FetchFailure `refused` for 502, 503 and 504, `declined` or `garbage` for a response that is not GraphQL.
 */
export function readResult(response: SubgraphResponse): SubgraphResult {
  const { status, headers } = response;
  if (refusals.has(status)) {
    // With `Retry-After`, the subgraph says that an immediate retry fails.
    const worthRetrying = headers["retry-after"] === undefined;
    throw new FetchFailure("refused", `answered ${status}`, { worthRetrying, mayHaveArrived: true });
  }
  if (!/json/i.test(String(headers["content-type"]))) throw garbage(response);
  const answer = parse(response);
  if (!isRecord(answer) || !("data" in answer || "errors" in answer)) throw garbage(response);
  const { data, errors } = answer;
  if (data != null && !isRecord(data)) throw garbage(response);
  if (errors == null) return { data: data ?? null };
  if (!Array.isArray(errors) || !errors.every(isRecord)) throw garbage(response);
  return { data: data ?? null, errors: errors.map(readError) };
}

function readError({ message, path, extensions }: Record<string, unknown>): SubgraphError {
  return {
    message: String(message),
    ...(Array.isArray(path) && path.every(isSegment) && { path }),
    ...(isRecord(extensions) && { extensions }),
  };
}

function isSegment(value: unknown): value is string | number {
  return typeof value === "string" || Number.isSafeInteger(value);
}

function parse(response: SubgraphResponse): unknown {
  try {
    return JSON.parse(response.text);
  } catch {
    throw garbage(response);
  }
}

function garbage({ status, text }: SubgraphResponse): FetchFailure {
  const kind = status >= 400 && status < 500 ? "declined" : "garbage";
  return new FetchFailure(kind, `answered ${status} without GraphQL: ${text.slice(0, excerptLength)}`, {
    mayHaveArrived: true,
  });
}
