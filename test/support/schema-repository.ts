/** Real git repositories with a schema in them, for tests of the schema check. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readLimitsConfig } from "../../gateway/limits/config.js";
import { createSettingsReader } from "../../platform/settings/settings-reader.js";
import { type CheckOptions, checkSchema } from "../../schema/checks/check-schema.js";
import type { Report } from "../../schema/checks/report/report.js";
import type { Layout } from "../../schema/checks/versions/read-base.js";
import { temporaryFolder } from "./command.js";

/** The day on which the checks of the tests run. */
const today = new Date("2026-11-27T12:00:00Z");

/** The graphs of the tests describe nothing. */
const undescribed = '- { coordinate: "*", rule: require-description, reason: It is a graph of tests. }\n';

/** How a check differs from the usual one. */
type RepositoryCheck = Partial<Omit<CheckOptions, "layout">> & { layout?: Partial<Layout> };

/** Opens an empty repository on the branch main, with no settings of the person who runs the tests. */
export function createSchemaRepository(files: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder();
  const git = (args: string[], date = "2026-06-01T12:00:00Z") =>
    execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HOME: root,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Ada",
        GIT_AUTHOR_EMAIL: "ada@example.com",
        GIT_COMMITTER_NAME: "Ada",
        GIT_COMMITTER_EMAIL: "ada@example.com",
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  git(["init", "--quiet", "--initial-branch=main"]);
  const repository = {
    root,
    git,
    write,
    remove: (path: string) => rmSync(join(root, path), { recursive: true }),
    commit(message: string, date?: string): string {
      git(["add", "--all"]);
      git(["commit", "--quiet", "--allow-empty", "--message", message], date);
      return git(["rev-parse", "HEAD"]).trim();
    },
    check: ({ layout, ...options }: RepositoryCheck = {}): Promise<Report> =>
      checkSchema({
        layout: {
          root,
          schema: "schema",
          operations: "operations",
          approvals: "schema/approvals.yaml",
          lintExceptions: "schema/lint-exceptions.yaml",
          ...layout,
        },
        onlyUsed: false,
        mustHaveApprovals: false,
        limits: readLimitsConfig(createSettingsReader({})).operation,
        deprecationDays: 90,
        version: "0.1.0",
        now: today,
        ci: {},
        ...options,
      }),
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  if (Object.keys(files).length > 0) {
    if (files["schema/lint-exceptions.yaml"] === undefined) write("schema/lint-exceptions.yaml", undescribed);
    repository.commit("the base");
  }
  return repository;
}

export type SchemaRepository = ReturnType<typeof createSchemaRepository>;

/** A manifest as `operations:register` writes it. */
export function writeManifest(operations: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: Object.entries(operations).map(([name, body]) => ({
      id: createHash("sha256").update(body).digest("hex"),
      name,
      type: "query",
      body,
    })),
  });
}

/** `breaking field-removed Task.title`, sorted, without lint and without who may use a new field. */
export const summaryOf = ({ findings }: Report): string[] =>
  findings
    .filter(({ chapter, kind }) => chapter !== "lint" && kind !== "field-audience")
    .map(({ severity, kind, coordinate }) => `${severity} ${kind} ${coordinate}`)
    .sort();
