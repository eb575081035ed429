/** The ways in which a fetch from a subgraph fails, and what follows from each. */

/**
 * - `unreachable`: no connection, or one that broke before the answer was whole
 * - `refused`: 502, 503 or 504
 * - `late`: the subgraph's time is over
 * - `declined`: a 4xx that is not GraphQL; it is about who asks, or what
 * - `garbage`: any other answer that is not GraphQL
 * - `too large`: more bytes than allowed
 * - `crowded`: too many fetches wait for this subgraph
 * - `resting`: it failed so often that it is left alone for a moment
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

/** A fetch that brought no GraphQL answer. The message is for the log; clients never see it. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";
  /** May the same fetch succeed at a second try just after? */
  readonly worthRetrying: boolean;
  /** May the subgraph have got to read it? */
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
 * Is the subgraph to blame, and not the query, its sender, or the gateway's own limits? A change that is late says
 * nothing of the others: what it does may take its time, by itself or because it waits for its turn.
 */
export const isSubgraphFault = (error: unknown, changes: boolean): boolean =>
  error instanceof FetchFailure && faults.has(error.kind) && !(changes && error.kind === "late");
