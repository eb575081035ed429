/** The report for programs. */
import { type Report, summarize } from "./report.js";

/** Version 1 of this format: fields may be added, none changes its meaning. */
export function formatJson(report: Report): string {
  return `${JSON.stringify({ format: "gatehouse-schema-check", version: 1, summary: summarize(report), ...report }, null, 2)}\n`;
}

/** The same for a check that could not run. */
export function formatFailureJson(problems: readonly string[]): string {
  return `${JSON.stringify({ format: "gatehouse-schema-check", version: 1, exitCode: 2, problems }, null, 2)}\n`;
}
