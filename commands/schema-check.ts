/** `npm run schema:check`: what a change of the schema breaks, for whom, and whether a person has accepted it. */
import { appendFileSync } from "node:fs";
import { readLimitsConfig } from "../gateway/limits/config.js";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { createSettingsReader } from "../platform/settings/settings-reader.js";
import { toPrintable } from "../platform/text/printable.js";
import { CheckError } from "../schema/checks/check-error.js";
import { checkSchema } from "../schema/checks/check-schema.js";
import { formatFailureGithub, formatGithub } from "../schema/checks/report/github.js";
import { formatFailureJson, formatJson } from "../schema/checks/report/json.js";
import { formatMarkdown } from "../schema/checks/report/markdown.js";
import type { Report } from "../schema/checks/report/report.js";
import { formatText } from "../schema/checks/report/text.js";
import { readDeprecationDays } from "../schema/checks/settings.js";
import { NoBaseError } from "../schema/checks/versions/read-base.js";
import { layout } from "../schema/layout.js";
import { ownVersion } from "./own-version.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("schema-check");
const formats = ["text", "markdown", "json", "github"] as const;
type Format = (typeof formats)[number];

const formatters: Readonly<Record<Format, (report: Report) => string>> = {
  text: formatText,
  markdown: formatMarkdown,
  json: formatJson,
  github: (report) => `${formatGithub(report)}${formatText(report)}`,
};

/** Where GitHub Actions shows Markdown, and the like. */
const ci = process.env;

await runCommand(
  async () => {
    const line = readCommandLine(
      usage,
      {
        base: { type: "string" },
        operations: { type: "string" },
        format: { type: "string", choices: formats },
        approvals: { type: "string" },
        "only-used": { type: "boolean" },
        "base-optional": { type: "boolean" },
      },
      { positionals: true },
    );
    if (line === null) return console.log(usage);
    const { values, positionals } = line;
    // Files behind the first one of --operations are positional.
    if (values.operations === undefined && positionals.length > 0) {
      throw new StartError(`Unexpected argument ${JSON.stringify(positionals[0])}.\n\n${usage}`);
    }
    const settings = createSettingsReader(process.env);
    const deprecationDays = readDeprecationDays(settings);
    const { operation: limits } = readLimitsConfig(settings);
    settings.requireValid();
    const format = (values.format ?? "text") as Format;
    try {
      const report = await checkSchema({
        layout: { ...layout, ...(values.approvals !== undefined && { approvals: values.approvals }) },
        base: values.base,
        operations: values.operations === undefined ? undefined : [values.operations, ...positionals],
        mustHaveApprovals: values.approvals !== undefined,
        onlyUsed: values["only-used"] ?? false,
        limits,
        deprecationDays,
        version: ownVersion(),
        now: new Date(),
        ci,
      });
      show(report, format);
      process.exitCode = report.exitCode;
    } catch (error) {
      if (!(error instanceof CheckError)) throw error;
      if (values["base-optional"] && error instanceof NoBaseError) {
        return console.log(`The schema is compared with nothing. ${error.message}`);
      }
      showFailure(error, format);
      process.exitCode = 2;
    }
  },
  { failure: 2 },
);

function show(report: Report, format: Format): void {
  if (format === "github") summarize(formatMarkdown(report));
  print(formatters[format](report));
}

/** One line each, on standard error where no program reads them. */
function showFailure({ problems, places }: CheckError, format: Format): void {
  if (format === "json") {
    print(formatFailureJson(problems));
  } else if (format === "github") {
    const files = places.map(([first]) =>
      first === undefined
        ? undefined
        : { file: `${layout.schema}/${first.subgraph}.graphql`, line: first.line },
    );
    print(formatFailureGithub(problems, files));
    summarize(`## Schema check: could not run\n\n${problems.map((problem) => `    ${problem}\n`).join("")}`);
  } else {
    for (const problem of problems) console.error(toPrintable(problem));
  }
}

/** GitHub Actions shows what is appended to this file beside the job. */
function summarize(markdown: string): void {
  const path = ci["GITHUB_STEP_SUMMARY"];
  if (path) appendFileSync(path, markdown);
}

function print(text: string): void {
  process.stdout.write(toPrintable(text, { keepLineBreaks: true }));
}
