/** The schema check: reads both versions, runs every chapter, and judges what they find. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { OperationLimits } from "../../gateway/limits/config.js";
import { readEventSchemas } from "../event-schemas.js";
import { applyApprovals } from "./approvals/apply-approvals.js";
import { parseApprovals } from "./approvals/read-approvals.js";
import { findAuthorizationChanges } from "./authorization/find-authorization-changes.js";
import { findChanges } from "./changes/find-changes.js";
import { CheckError } from "./check-error.js";
import { findBrokenOperations } from "./clients/find-broken-operations.js";
import { parseOperations, readManifests } from "./clients/read-operations.js";
import { describeUnregistered, findUnregistered } from "./clients/unregistered.js";
import { findCompositionChanges } from "./composition/find-composition-changes.js";
import { findCostChanges } from "./cost/find-cost-changes.js";
import { findEventChanges } from "./events/find-event-changes.js";
import type { Finding } from "./finding.js";
import { findLintFaults } from "./lint/find-lint-faults.js";
import { parseLintExceptions } from "./lint/read-exceptions.js";
import { needsPerson } from "./needs-person.js";
import { manifestPaths, readOptional, releasesOf } from "./read-releases.js";
import { createPlaceFinder } from "./report/find-place.js";
import type { Report } from "./report/report.js";
import type { ChapterInput } from "./schema-version.js";
import { type Base, type Layout, readBase } from "./versions/read-base.js";
import { readFolder } from "./versions/read-head.js";
import { oneLine } from "./versions/to-version.js";

/** How the check is run. */
export interface CheckOptions {
  layout: Layout;
  /** A commit, file or URL; without it the merge base with the default branch. */
  base?: string | undefined;
  /** Files and folders of manifests, instead of those of the layout. */
  operations?: readonly string[] | undefined;
  /** Whether the file of approvals must be there. */
  mustHaveApprovals: boolean;
  /** Whether a breaking change that no registered operation uses passes. */
  onlyUsed: boolean;
  /** What production's gateway allows an operation. */
  limits: OperationLimits;
  /** SCHEMA_DEPRECATION_DAYS. */
  deprecationDays: number;
  /** The version in package.json. */
  version: string;
  now: Date;
  /** The environment, in which a CI names the target of a merge request. */
  ci: Readonly<Record<string, string | undefined>>;
}

/** Runs the check. @throws CheckError when it could not run. */
export async function checkSchema(options: CheckOptions): Promise<Report> {
  const { layout, onlyUsed } = options;
  const approvals = readOptional(layout, layout.approvals, parseApprovals, options.mustHaveApprovals);
  const registered = parseOperations(readManifests(manifestPaths(options)));
  const [head, base] = await Promise.all([
    readFolder(join(layout.root, layout.schema), "the working tree"),
    readBase(options.base, layout, options.ci),
  ]);
  const lost = options.operations ? [] : findUnregistered(parseOperations(base.manifests), registered);
  const operations = [...registered, ...lost];
  if (onlyUsed && operations.length === 0) {
    throw new CheckError([
      "--only-used needs registered operations, and there are none: see npm run operations:register.",
    ]);
  }
  const input = { base: base.version, head, operations };
  const findings = [...(await findAll(input, base, options)), ...describeUnregistered(lost)].map(onOneLine);
  const { now, version } = options;
  const isForPersons = (finding: Finding) => needsPerson(finding, { onlyUsed });
  const judged = applyApprovals(findings, isForPersons, approvals, { now, version, merged: base.approvals });
  const findPlace = createPlaceFinder(base.version, head, layout.schema);
  return {
    base: base.version.name,
    head: head.name,
    subgraphs: [...head.subgraphs.keys()],
    releases: releasesOf(operations),
    operations: operations.length,
    notes: base.notes,
    findings: judged.findings.map((finding) => {
      const place = findPlace(finding);
      return place === undefined ? finding : { ...finding, place };
    }),
    idle: judged.idle,
    approvalsFile: layout.approvals,
    exitCode: [...judged.findings, ...judged.idle].some(({ fails }) => fails) ? 1 : 0,
  };
}

/** Every chapter's findings, in the order of the report. */
async function findAll(input: ChapterInput, base: Base, options: CheckOptions): Promise<Finding[]> {
  const { layout, now, deprecationDays: days } = options;
  const { deprecatedSince } = base;
  const exceptions = readOptional(layout, layout.lintExceptions, parseLintExceptions);
  const changes = await findChanges(input, { days, now, deprecatedSince });
  const events = join(layout.root, layout.schema, "events");
  return [
    ...(await findCompositionChanges(input)),
    ...changes,
    ...findBrokenOperations(input, changes),
    ...findAuthorizationChanges(input),
    ...findCostChanges(input, options.limits),
    ...findLintFaults(input, exceptions),
    ...(existsSync(events) ? findEventChanges(base.events, readEventSchemas(events)) : []),
  ];
}

/** Reasons of deprecations and defaults may hold line breaks, which no format of the report expects. */
const onOneLine = (finding: Finding): Finding => ({
  ...finding,
  message: oneLine(finding.message),
  ...(finding.was !== undefined && { was: oneLine(finding.was) }),
  ...(finding.is !== undefined && { is: oneLine(finding.is) }),
});
