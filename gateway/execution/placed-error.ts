/** An error of the response, and its cause. */
import { GraphQLError } from "graphql";

/** A path in the response. */
export type Path = readonly (string | number)[];

/** Why a value is missing, in words for the client. */
export interface Cause {
  message: string;
  extensions: Readonly<Record<string, unknown>>;
  /** The subgraph that reported it; null for the gateway's own message. */
  subgraph: string | null;
  /** It was reported for the whole fetch, and not for a path in it. */
  isOfWholeFetch: boolean;
  /** An error of the gateway's own, for the log. */
  original?: Error;
}

/** An error at one path, with the subgraph that reported it. */
export class PlacedError extends GraphQLError {
  readonly subgraph: string | null;
  readonly isOfWholeFetch: boolean;

  constructor(
    readonly told: Cause,
    path: Path | undefined,
  ) {
    const { message, extensions, original } = told;
    super(message, {
      ...(path !== undefined && { path }),
      extensions: { ...extensions },
      // The subgraph has logged its own error.
      originalError: original ?? { name: "SubgraphError", message },
    });
    this.subgraph = told.subgraph;
    this.isOfWholeFetch = told.isOfWholeFetch;
  }

  /** Returns the same error with another path. */
  at(path: Path | undefined): PlacedError {
    return new PlacedError(this.told, path);
  }
}

/** A subgraph's result does not fit its schema; the log has the paths. */
export const breachOfSchema: Cause = {
  message: "Something went wrong on our side.",
  extensions: { code: "INTERNAL_SERVER_ERROR" },
  subgraph: null,
  isOfWholeFetch: false,
};
