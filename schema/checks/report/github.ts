/** Workflow commands of GitHub Actions, which it shows as annotations on the lines of a pull request. */
import { describeHits } from "./hits.js";
import type { Place, Report } from "./report.js";

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
type Level = "error" | "warning" | "notice";

/** One annotation for each finding that is not safe, and each wrong approval. */
export function formatGithub(report: Report): string {
  const findings = report.findings
    .filter(({ severity }) => severity !== "safe")
    .map((finding) => {
      const { fails, approval, coordinate, kind, message, place, was, is } = finding;
      const change =
        was === undefined && is === undefined ? "" : `was ${was ?? "(nothing)"}, is ${is ?? "(nothing)"}. `;
      const text = [`${change}${message}`, ...describeHits(finding, report)].join("\n");
      return annotate(
        fails ? "error" : approval ? "notice" : "warning",
        `${coordinate}: ${kind}`,
        text,
        place,
      );
    });
  const approvals = report.idle.map(({ fails, kind, coordinate, message }) =>
    annotate(fails ? "error" : "notice", `${coordinate}: ${kind}`, message, {
      file: report.approvalsFile,
      line: 1,
    }),
  );
  return [...findings, ...approvals].map((line) => `${line}\n`).join("");
}

/** The same for a check that could not run. */
export const formatFailureGithub = (
  problems: readonly string[],
  places: readonly (Place | undefined)[],
): string =>
  problems.map((problem, index) => `${annotate("error", "Schema check", problem, places[index])}\n`).join("");

function annotate(level: Level, title: string, message: string, place?: Place): string {
  const where = place ? `file=${escapeProperty(place.file)},line=${place.line},` : "";
  return `::${level} ${where}title=${escapeProperty(title)}::${escapeData(message)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
