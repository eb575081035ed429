/** What a chapter of the schema check finds: the one shape that approvals, exit codes and all formats read. */

/** `breaking` needs a person; `dangerous` may; `safe` is told and no more. */
export type Severity = "breaking" | "dangerous" | "safe";

/** The chapters of a report, in the order in which they are told. */
export type Chapter = "composition" | "changes" | "clients" | "authorization" | "cost" | "lint" | "events";

/** One registered operation that a finding concerns. */
export interface OperationHit {
  client: string;
  release: string;
  operation: string;
}

/** One fact about the new schema, or about the step to it. */
export interface Finding {
  chapter: Chapter;
  severity: Severity;
  /** Stable kebab-case id of the kind, such as `field-removed`; approvals name it. */
  kind: string;
  /** Schema coordinate, such as `Task.title` or `Query.tasks(first:)`. */
  coordinate: string;
  message: string;
  was?: string;
  is?: string;
  hits?: readonly OperationHit[];
  /** The subgraph whose SDL holds the cause, where one does. */
  subgraph?: string;
}
