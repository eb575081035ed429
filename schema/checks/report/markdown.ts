/** The report for a pull request or a job's summary, in Markdown as GitHub and GitLab read it. */
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
import { describeOperations } from "./text.js";

/** GitHub refuses a comment above 65,536 characters, and cuts a summary above 1 MB. */
const mostSafeFindings = 200;

/** Returns the report in Markdown. */
export function formatMarkdown(report: Report): string {
  const { base, head, exitCode, operations, releases, notes, idle, approvalsFile } = report;
  const lines = [
    `## Schema check: ${exitCode === 0 ? "passed" : "failed"}`,
    "",
    `${capitalize(plain(head))} against ${plain(base)}: ${summarize(report)}. ${capitalize(describeOperations(operations, releases))}.`,
    ...notes.flatMap((note) => ["", `> ${plain(note)}`]),
  ];
  for (const chapter of chapters) {
    const findings = findingsOf(report, chapter);
    if (findings.length === 0) continue;
    lines.push("", `### ${chapterTitles[chapter]}`);
    const loud = findings.filter((finding) => !isQuiet(finding));
    if (loud.length > 0) lines.push("", ...tableOf(loud, report));
    lines.push(...listOf(findings.filter(isQuiet)));
  }
  if (idle.length > 0) {
    lines.push("", "### Approvals", "");
    lines.push(
      ...idle.map(
        ({ fails, kind, coordinate, message }) =>
          `- ${fails ? "**fails**: " : ""}${kind} ${code(coordinate)}: ${plain(message)}`,
      ),
    );
  }
  if (report.findings.some(({ fails }) => fails)) {
    lines.push(
      "",
      `Change the schema, or approve each finding that fails in ${code(approvalsFile)} by its coordinate and kind.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function tableOf(findings: readonly PlacedFinding[], report: Report): string[] {
  const rows = findings.map((finding) => {
    const { fails, severity, kind, coordinate, was, is, message, approval } = finding;
    const result = fails ? "**fails**" : approval ? "approved" : "told";
    const change =
      was === undefined && is === undefined
        ? ""
        : `${was === undefined ? "" : code(was)} → ${is === undefined ? "" : code(is)}`;
    const approved = approval
      ? [`Approved by ${approval.by} until ${approval.until}: ${approval.reason}`]
      : [];
    const text = [message, ...describeHits(finding, report), ...approved].map(plain).join("<br>");
    return `| ${result} | ${code(coordinate)} | ${severity}: ${kind} | ${change} | ${text} |`;
  });
  return [
    "| | Coordinate | Kind | Change | Why, and who is hit |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
}

function listOf(findings: readonly PlacedFinding[]): string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, mostSafeFindings);
  const rest = findings.length - shown.length;
  return [
    "",
    `<details><summary>${findings.length} safe</summary>`,
    "",
    ...shown.map(({ kind, coordinate, was, is, message, chapter }) => {
      const change = [was, is].flatMap((value) => (value === undefined ? [] : code(value))).join(" → ");
      return `- ${kind} ${code(coordinate)}${change === "" ? "" : ` ${change}`}${chapter === "authorization" ? `: ${plain(message)}` : ""}`;
    }),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    "",
    "</details>",
  ];
}

/** Text that shows as it is: no HTML, no link, no end of a table's cell. */
const plain = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_{}[\]|@]/g, "\\$&")
    .replace(/\s*\n\s*/g, " ");

/** A code span, between more backticks than the text has in a row. A bar would end a table's cell even there. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${fence}${space}${text.replaceAll("|", "\\|")}${space}${fence}`;
}

const capitalize = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
