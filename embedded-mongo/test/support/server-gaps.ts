/** In which cases a server is known to differ from MongoDB. */
import { ferretOperands, ferretTitles } from "./ferretdb-gaps.js";

/** What is known of a server. */
export interface ServerGaps {
  /** The server's name, for the report of skipped cases. */
  server: string;
  /** Titles of the cases that are skipped on it. */
  cases: ReadonlySet<string>;
  /** Operators with which no random expression is compared. */
  random: readonly string[];
}

/** Recognizes the server by its buildInfo. */
export function readServerGaps(buildInfo: Record<string, unknown>): ServerGaps {
  if (!("ferretdb" in buildInfo)) return { server: "this server", cases: new Set(), random: [] };
  const operands = Object.entries(ferretOperands).flatMap(([name, list]) =>
    list.map((operand) => `${name} ${operand}`),
  );
  return {
    server: "FerretDB 2",
    cases: new Set([...operands, ...ferretTitles]),
    random: Object.keys(ferretOperands),
  };
}
