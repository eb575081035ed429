/**
 * `npm run doctor`: the checks of Node, npm and the installation, which need only Node. When these pass, the compiled
 * checks of commands/doctor/ follow in this process.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkBuild, checkInstallation } from "./check-installation.mjs";
import { note, ok, wrong } from "./doctor-findings.mjs";
import { loadEnvFile } from "./env-file.mjs";
import { root, runQuietly } from "./run.mjs";

/** Runs all possible checks; sets the exit code. */
export async function doctor(args) {
  const findings = [checkNode(), await checkNpm(), ...checkInstallation()];
  if (!isWrong(findings)) findings.push(await checkBuild());
  if (isWrong(findings)) return giveUp(findings, args.includes("--json"));
  findings.push(...readEnvFile());
  try {
    const path = join(root, "dist", "commands", "doctor", "run-command.js");
    const { runDoctorCommand } = await import(pathToFileURL(path).href);
    await runDoctorCommand(args, findings);
  } catch (error) {
    // A file of a package is absent, or of another processor.
    const mend = "Run: npm ci --include=dev";
    giveUp(
      [...findings, wrong("packages", `The doctor cannot be loaded: ${error.message}`, mend)],
      args.includes("--json"),
    );
  }
}

const isWrong = (findings) => findings.some(({ state }) => state === "wrong");

/** Prints like commands/doctor/finding.ts, which may not be compiled. */
function giveUp(findings, json) {
  if (json) console.log(JSON.stringify({ ok: false, findings }));
  else {
    for (const { check, state, text, mend } of findings) {
      console.log(`${state.padEnd(5)}  ${check.padEnd(12)}  ${text}${mend === undefined ? "" : ` ${mend}`}`);
    }
    console.log("\nThe other checks need this mended first.");
  }
  process.exitCode = 1;
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const oldest = /\d+(?:\.\d+)*/.exec(engines?.node ?? "0")[0];
  if (isOlder(process.versions.node, oldest)) {
    return wrong(
      "node",
      `This is Node ${process.versions.node}; Gatehouse needs ${oldest} or later.`,
      "Install it from https://nodejs.org.",
    );
  }
  return ok("node", `Node ${process.versions.node}; ${oldest} or later is needed.`);
}

/**
 * The first npm that reads this version of the lock file:
 * https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
const oldestNpm = "7.0.0";

async function checkNpm() {
  const [, ofCaller] = /^npm\/(\S+)/.exec(process.env.npm_config_user_agent ?? "") ?? [];
  const version = ofCaller ?? (await runQuietly("npm", ["--version"]));
  if (version === null)
    return note("npm", "There is no npm on the PATH.", "Commands that install need one; it comes with Node.");
  return isOlder(version, oldestNpm)
    ? wrong(
        "npm",
        `This is npm ${version}, which cannot read package-lock.json.`,
        "Run: npm install --global npm",
      )
    : ok("npm", `npm ${version}.`);
}

function isOlder(version, than) {
  const [given, limit] = [version, than].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10)),
  );
  const at = limit.findIndex((part, index) => part !== (given[index] ?? 0));
  return at !== -1 && (given[at] ?? 0) < limit[at];
}

function readEnvFile() {
  try {
    loadEnvFile(process.env);
    return [];
  } catch (error) {
    return [wrong("settings", error.message)];
  }
}
