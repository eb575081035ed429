/** What a check found, as all formats print it. */
import type { IdleApproval, JudgedFinding } from "../approvals/apply-approvals.js";
import type { Chapter } from "../finding.js";

/** A line of a subgraph's SDL. */
export interface Place {
  /** Path in the repository, with forward slashes. */
  file: string;
  line: number;
}

/** A finding, with the line of the SDL where a reviewer looks for it. */
export interface PlacedFinding extends JudgedFinding {
  place?: Place;
}

/** The whole report. */
export interface Report {
  /** What was compared, in words. */
  base: string;
  head: string;
  subgraphs: readonly string[];
  /** Client releases with registered operations, and the number of the operations. */
  releases: readonly string[];
  operations: number;
  /** What the reader must know about how the check was run: a base without directives, and the like. */
  notes: readonly string[];
  findings: readonly PlacedFinding[];
  /** Approvals that silence nothing. */
  idle: readonly IdleApproval[];
  approvalsFile: string;
  /** 0: nothing needs a person. 1: something does. */
  exitCode: 0 | 1;
}

export const chapterTitles: Readonly<Record<Chapter, string>> = {
  composition: "Composition",
  changes: "Changes of the API",
  clients: "Registered operations",
  authorization: "Authorization",
  cost: "Cost and limits",
  lint: "Lint",
  events: "Events",
};

export const chapters = Object.keys(chapterTitles) as readonly Chapter[];

const order = { breaking: 0, dangerous: 1, safe: 2 };

/** Findings of a chapter, those that fail first, then by severity, then by coordinate. */
export const findingsOf = (report: Report, chapter: Chapter): PlacedFinding[] =>
  report.findings
    .filter((finding) => finding.chapter === chapter)
    .sort(
      (a, b) =>
        Number(b.fails) - Number(a.fails) ||
        order[a.severity] - order[b.severity] ||
        (a.coordinate < b.coordinate ? -1 : Number(a.coordinate > b.coordinate)),
    );

/** Is it a change that needs no line of its own, such as an addition? */
export const isQuiet = ({ severity }: JudgedFinding): boolean => severity === "safe";

/** `2 need a person, 1 approved, 3 dangerous, 12 safe` */
export function summarize({ findings, idle }: Report): string {
  const failing = findings.filter(({ fails }) => fails).length;
  const approved = findings.filter(({ approval }) => approval).length;
  const dangerous = findings.filter(
    ({ severity, fails, approval }) => severity !== "safe" && !fails && !approval,
  ).length;
  const safe = findings.filter(isQuiet).length;
  const wrong = idle.filter(({ fails }) => fails).length;
  const parts = [
    `${failing} ${failing === 1 ? "needs" : "need"} a person`,
    ...(approved > 0 ? [`${approved} approved`] : []),
    `${dangerous} to know of`,
    `${safe} safe`,
    ...(wrong > 0 ? [`${wrong} ${wrong === 1 ? "approval is" : "approvals are"} wrong`] : []),
  ];
  return parts.join(", ");
}
