/** The gateway's report of denials to auth, for the audit trail. */

/** Path at the auth subgraph: a POST of `Denials` with the caller's own token. */
export const denialsPath = "/internal/denials";

/** What was denied to the bearer of the request's token. */
export interface Denials {
  /** Coordinates of root fields, e.g. `Mutation.disableUser`. */
  fields: readonly string[];
}

/** The maximum number of reported fields in one operation. */
export const mostDenials = 10;
