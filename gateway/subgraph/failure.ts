/** The kinds of failure of a fetch, and their consequences. */

/**
 * - `unreachable`: no connection, or one that broke before the response was complete
 * - `refused`: 502, 503 or 504
 * - `late`: no response within the subgraph's time
 * - `declined`: a 4xx that is not GraphQL: due to the caller or the query
 * - `garbage`: any other response that is not GraphQL
 * - `too large`: more bytes than allowed
 * - `crowded`: too many fetches wait for this subgraph
 * - `resting`: its breaker is open
 * - `ended`: the request's time is over, or its client has gone
 */
export type FailureKind =
  | "unreachable"
  | "refused"
  | "late"
  | "declined"
  | "garbage"
  | "too large"
  | "crowded"
  | "resting"
  | "ended";

/** A fetch without a GraphQL result. The message is for the log; clients never see it. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";
  /** The same fetch may succeed when it is retried at once. */
  readonly worthRetrying: boolean;
  /** The subgraph may have read the request. */
  readonly mayHaveArrived: boolean;

  constructor(
    readonly kind: FailureKind,
    message: string,
    {
      worthRetrying = false,
      mayHaveArrived = false,
      ...options
    }: ErrorOptions & { worthRetrying?: boolean; mayHaveArrived?: boolean } = {},
  ) {
    super(message, options);
    this.worthRetrying = worthRetrying;
    this.mayHaveArrived = mayHaveArrived;
  }
}

const faults: ReadonlySet<FailureKind> = new Set(["unreachable", "refused", "late", "garbage"]);

/**
 * Returns whether the subgraph is the cause, and not the query, its caller, or the gateway's own limits. A late
 * mutation says nothing about other fetches: it may be slow, or wait for its turn.
 */
export const isSubgraphFault = (error: unknown, changes: boolean): boolean =>
  error instanceof FetchFailure && faults.has(error.kind) && !(changes && error.kind === "late");
