/** Chooses the HTTP status of a response (https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes). */
import type { OperationResponse } from "./present-result.js";

/**
 * - `2026`: as the draft of August 2026 says, for every client
 * - `legacy`: as drafts before it said: 400 for an operation that cannot be run, 200 for it to clients that ask for
 *   application/json by name, 200 for whatever has data
 */
export type StatusMode = "2026" | "legacy";

/** Data and errors. The draft's own code, because no registered one fits. */
const partialSuccess = 294;

/** Statuses of responses without data by the code of their first error, where they differ from 422. */
const statuses: Readonly<Partial<Record<string, number>>> = {
  GRAPHQL_PARSE_FAILED: 400,
  OPERATION_NOT_REGISTERED: 403,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
};

/** Returns the status of an operation's response; `plainJson` for a client that asks for application/json by name. */
export function statusOfOperation(mode: StatusMode, answer: OperationResponse, plainJson: boolean): number {
  const { status, body } = answer;
  // Statuses of HTTP apply in both modes: 429, 503.
  if (status !== 200 && status !== 400) return status;
  if (mode === "legacy") return plainJson ? 200 : status;
  if ("data" in body) return body.errors === undefined ? 200 : partialSuccess;
  // The protocol of automatic persisted queries uses 200 for its refusal.
  return status === 200 ? 200 : statusOfCode(mode, codeOf(body.errors));
}

/** The status of a refusal without a status of its own. */
export function statusOfCode(mode: StatusMode, code: string): number {
  const status = statuses[code] ?? 422;
  return mode === "legacy" && (status === 422 || status === 403) ? 400 : status;
}

/** Returns the media type of a refusal: GraphQL's own, also for clients that did not ask for it. */
export function refusalType(mode: StatusMode, contentType: string): string {
  return mode === "legacy" ? contentType : "application/graphql-response+json; charset=utf-8";
}

function codeOf(errors: readonly object[] | undefined): string {
  const [first] = (errors ?? []) as readonly { extensions?: { code?: unknown } }[];
  return String(first?.extensions?.code);
}
