/** The cases in which other servers are known to differ from MongoDB. */

/** What is known of a server. */
export interface ServerGaps {
  /** The server's name, for the report of skipped cases. */
  server: string;
  /** Titles of the cases that are skipped on it. */
  cases: ReadonlySet<string>;
}

/** Recognizes the server by its buildInfo. */
export function readServerGaps(buildInfo: Record<string, unknown>): ServerGaps {
  if ("ferretdb" in buildInfo) return { server: "FerretDB 2", cases: new Set() };
  return { server: "this server", cases: new Set() };
}
