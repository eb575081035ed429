/** The report for a terminal. */
import { describeHits } from "./hits.js";
import {
  chapters,
  chapterTitles,
  findingsOf,
  isQuiet,
  type PlacedFinding,
  type Report,
  summarize,
} from "./report.js";

/** Returns the report as lines of plain text. */
export function formatText(report: Report): string {
  const { base, head, subgraphs, operations, releases, notes, idle, approvalsFile } = report;
  const lines = [
    `Schema check of ${head} against ${base}`,
    `${counted(subgraphs.length, "subgraph")} (${subgraphs.join(", ")}); ${describeOperations(operations, releases)}`,
    ...notes.map((note) => `Note: ${note}`),
  ];
  for (const chapter of chapters) {
    const findings = findingsOf(report, chapter);
    if (findings.length === 0) continue;
    lines.push("", chapterTitles[chapter]);
    lines.push(
      ...findings.filter((finding) => !isQuiet(finding)).flatMap((finding) => describe(finding, report)),
    );
    lines.push(...describeQuiet(findings.filter(isQuiet)));
  }
  if (idle.length > 0) {
    lines.push("", `Approvals (${approvalsFile})`);
    lines.push(
      ...idle.map(
        ({ fails, kind, coordinate, message }) => `  ${mark(fails)} ${kind} ${coordinate}: ${message}`,
      ),
    );
  }
  lines.push("", `${report.exitCode === 0 ? "Passed" : "FAILED"}: ${summarize(report)}.`);
  if (report.findings.some(({ fails }) => fails)) {
    lines.push(`Change the schema, or approve each finding in ${approvalsFile} by its coordinate and kind.`);
  }
  return `${lines.join("\n")}\n`;
}

export const describeOperations = (operations: number, releases: readonly string[]): string =>
  operations === 0
    ? "no operations are registered"
    : `${counted(operations, "registered operation")} of ${counted(releases.length, "client release")}`;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const mark = (fails: boolean): string => (fails ? "FAILS " : "      ");

function describe(finding: PlacedFinding, report: Report): string[] {
  const { fails, severity, kind, coordinate, was, is, message, approval, place } = finding;
  const indent = " ".repeat(9);
  return [
    `  ${mark(fails)} ${coordinate}  [${severity}: ${kind}]${place ? `  ${place.file}:${place.line}` : ""}`,
    ...(was !== undefined || is !== undefined
      ? [`${indent}was ${was ?? "(nothing)"}, is ${is ?? "(nothing)"}`]
      : []),
    `${indent}${message}`,
    ...describeHits(finding, report).map((line) => `${indent}${line}`),
    ...(approval ? [`${indent}Approved by ${approval.by} until ${approval.until}: ${approval.reason}`] : []),
  ];
}

function describeQuiet(findings: readonly PlacedFinding[]): string[] {
  return findings.map(
    ({ kind, coordinate, was, is, message, chapter }) =>
      `         ${coordinate}  [safe: ${kind}]${changeOf(was, is)}${chapter === "authorization" ? `  ${message}` : ""}`,
  );
}

/** ` String -> String!`, as far as there is something. */
const changeOf = (was: string | undefined, is: string | undefined): string =>
  was !== undefined && is !== undefined ? `  ${was} -> ${is}` : is !== undefined ? `  ${is}` : "";
