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

/** Chapters whose findings say which operations they hit, or that they hit none. */
const aboutClients = ["changes", "authorization"];

/** Lines on who is hit; none for findings that are not about clients. */
export function describeHits(finding: Finding, { operations }: Pick<Report, "operations">): string[] {
  const { chapter, severity, hits = [] } = finding;
  if (severity === "safe" || chapter === "clients") return [];
  if (hits.length > 0) {
    const verb = severity === "breaking" ? "Hits" : "Concerns";
    return hitsByRelease(hits).map((line) => `${verb} ${line}`);
  }
  if (!aboutClients.includes(chapter)) return [];
  return [
    operations === 0
      ? "No operations are registered: clients are not known."
      : "No registered operation uses it.",
  ];
}
