/** What the gateway tells auth of calls that it has refused, so that they are on record. */

/** Path at the auth subgraph: a POST of `Denials` with the caller's own token. */
export const denialsPath = "/internal/denials";

/** What was refused to the bearer of the request's token. */
export interface Denials {
  /** Coordinates of root fields, e.g. `Mutation.disableUser`. */
  fields: readonly string[];
}

/** Most fields of one call that are told of. */
export const mostDenials = 10;
