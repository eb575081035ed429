/** Says which registered operations a finding hits. */
import { releaseName } from "../clients/release-name.js";
import type { Finding, OperationHit } from "../finding.js";
import type { Report } from "./report.js";

/** `web@1.4: TaskList, TaskPage`, one entry a release. */
export function hitsByRelease(hits: readonly OperationHit[]): string[] {
  const byRelease = new Map<string, string[]>();
  for (const hit of hits) {
    const name = releaseName(hit);
    byRelease.set(name, [...(byRelease.get(name) ?? []), hit.operation]);
  }
  return [...byRelease].map(([name, operations]) => `${name}: ${operations.join(", ")}`);
}

/** What is said of findings that could hit operations and hit none. */
function describeNoHits({ chapter, kind }: Finding): string | null {
  if (chapter === "changes") return "No registered operation uses it.";
  const isRefusal = kind === "authorization-tightened" || kind === "sign-in-removed";
  return isRefusal ? "It refuses no registered operation." : null;
}

/** Lines on who is hit; none for findings that are not about clients. */
export function describeHits(finding: Finding, { operations }: Pick<Report, "operations">): string[] {
  const { chapter, severity, hits = [] } = finding;
  if (severity === "safe" || chapter === "clients") return [];
  if (hits.length > 0) {
    const verb = severity === "breaking" ? "Hits" : "Concerns";
    return hitsByRelease(hits).map((line) => `${verb} ${line}`);
  }
  const none = describeNoHits(finding);
  if (none === null) return [];
  return [operations === 0 ? "No operations are registered: clients are not known." : none];
}
