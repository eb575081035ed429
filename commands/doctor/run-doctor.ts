/** Runs every check and prints its findings. */
import { join } from "node:path";
import { readCommandLine } from "../../platform/command-line.js";
import { projectRoot } from "../../platform/project-root.js";
import type { Environment } from "../../platform/settings/settings-reader.js";
import { type ServiceName, serviceNames } from "../../schema/services.js";
import { readUsage } from "../read-usage.js";
import { checkBroker } from "./broker.js";
import { checkClock, type OtherClock } from "./clock.js";
import { checkFolders } from "./data-folder.js";
import { examineDatabases, explainDatabases } from "./database.js";
import { checkDisk } from "./disk.js";
import { checkEmbeddedDatabase } from "./embedded-database.js";
import { checkFiles } from "./files.js";
import { type Finding, formatFinding, formatJson, formatSummary } from "./finding.js";
import { checkMail } from "./mail.js";
import { checkPorts } from "./ports.js";
import { checkProduction } from "./production.js";
import { examineSharedCounts, explainRedis } from "./redis.js";
import { type Check, runChecks } from "./run-checks.js";
import { checkSettings } from "./settings.js";
import { checkSiblings } from "./siblings.js";
import { checkSigningKeys } from "./signing-keys.js";
import { readSubject, type Subject } from "./subject.js";

/** The findings of the launcher, and the target of the lines. */
export interface DoctorOptions {
  before?: readonly Finding[];
  print?: (line: string) => void;
}

/**
 * Examines the system that the environment configures; resolves to the exit code, 1 when anything is wrong.
 * @throws StartError for wrong arguments.
 */
export async function runDoctor(
  args: string[],
  environment: Environment,
  { before = [], print = console.log }: DoctorOptions = {},
): Promise<0 | 1> {
  const usage = readUsage("doctor");
  const line = readCommandLine(
    usage,
    { json: { type: "boolean" } },
    { positionals: serviceNames, findProblems, args },
  );
  if (line === null) {
    print(usage);
    return 0;
  }
  const { json = false } = line.values;
  const [service = null] = line.positionals as readonly ServiceName[];
  const findings: Finding[] = [];
  const report = (found: readonly Finding[]) => {
    findings.push(...found);
    if (!json) for (const finding of found) print(formatFinding(finding));
  };
  report(before);
  await runChecks(checksOf(readSubject(environment, service)), report);
  print(json ? formatJson(findings) : `\n${formatSummary(findings)}`);
  return findings.some(({ state }) => state === "wrong") ? 1 : 0;
}

const findProblems = ({ positionals }: { positionals: readonly string[] }): string[] =>
  positionals.length > 1 ? ["Name one service, or none for the whole system."] : [];

/** The checks in the order of the report. */
function checksOf(subject: Subject): Check[] {
  // Requested once, for two checks.
  const databases = examineDatabases(subject);
  const redis = examineSharedCounts(subject);
  const hasDatabase = subject.service !== "gateway";
  return [
    ["settings", () => checkSettings(subject, join(projectRoot, ".env"))],
    ["production", () => checkProduction(subject)],
    ["folders", () => checkFolders(subject)],
    ["disk", () => checkDisk(subject)],
    ["ports", () => checkPorts(subject)],
    [
      "database",
      async () => {
        if (!hasDatabase) return [];
        return subject.isEmbedded
          ? checkEmbeddedDatabase(subject.dataDirectory)
          : explainDatabases(await databases);
      },
    ],
    ["broker", () => checkBroker(subject)],
    ["redis", async () => (subject.gateway === null ? [] : explainRedis(subject, await redis))],
    ["files", () => (subject.gateway === null ? [] : checkFiles(subject.gateway))],
    ["mail", () => (subject.subgraphs.auth === undefined ? [] : checkMail(subject))],
    ["keys", () => (subject.subgraphs.auth === undefined ? [] : checkSigningKeys(subject))],
    ["services", () => checkSiblings(subject)],
    ["clock", async () => checkClock(await findClocks(databases, redis), join(projectRoot, "package.json"))],
  ];
}

async function findClocks(
  databases: ReturnType<typeof examineDatabases>,
  redis: ReturnType<typeof examineSharedCounts>,
): Promise<OtherClock[]> {
  const server = (await databases).map(({ state }) => state).find((state) => state.kind === "usable");
  const counts = await redis;
  const clocks: OtherClock[] = [];
  if (server !== undefined) {
    clocks.push({ owner: "the database server", aheadMilliseconds: server.aheadMilliseconds });
  }
  if (counts?.kind === "usable" && counts.aheadMilliseconds !== null) {
    clocks.push({ owner: "Redis", aheadMilliseconds: counts.aheadMilliseconds });
  }
  return clocks;
}
