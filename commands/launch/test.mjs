/** `npm test`, `npm run test:full` and `npm run test:watch`: runs the compiled tests with Jest. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, outputOf } from "./build.mjs";
import { closingLine } from "./closing-line.mjs";
import { retryFailed } from "./retry-failed.mjs";
import { root, run } from "./run.mjs";

const jestProgram = "node_modules/jest/bin/jest.js";
const jest = ["--no-warnings", jestProgram];
const c8 = "node_modules/c8/bin/c8.js";

/**
 * Runs Jest with these arguments and resolves to its exit code. Paths of sources are replaced by those of the compiled
 * files. `--changed [REF]` selects the test files that import files changed since a commit (by default HEAD);
 * `--retry-failed` runs the failed files once more, if they are few.
 */
export async function test(args, { full = false } = {}) {
  const [withoutCoverage, coverage] = takeFlag(args, "--coverage");
  const changedAt = withoutCoverage.indexOf("--changed");
  let selection = withoutCoverage;
  if (changedAt !== -1) {
    const [reference = "HEAD"] = withoutCoverage.slice(changedAt + 1).filter((one) => !one.startsWith("-"));
    const files = changedSources(reference);
    if (files === null) return 1;
    if (files.length === 0) {
      console.log(`No source differs from ${reference}: there is nothing to test.`);
      return 0;
    }
    const rest = withoutCoverage.filter((one, at) => at !== changedAt && one !== reference);
    selection = [...rest, "--passWithNoTests", "--findRelatedTests", ...files.map(compiled)];
  }
  const [withoutRetry, retry] = takeFlag(selection, "--retry-failed");
  const program = [...jest, ...withoutRetry.map(compiled)];
  const environment = { ...process.env, TEST_TIER: full ? "full" : "quick" };
  if (!coverage && !retry) return await run(process.execPath, program, { env: environment });
  // The coverage includes child processes.
  const first = await runForOutcome(coverage ? [c8, process.execPath, ...program] : program, environment);
  const again = (file) => runForOutcome([...jest, compiled(file)], environment);
  const { code, outcome } = retry ? await retryFailed(first, again) : first;
  // The closing line stays the last one.
  if (outcome) console.log(`${outcome.slowest}${closingLine(outcome)}`);
  return code;
}

/** Runs a program of Node; resolves to its exit code and to the outcome that the last reporter wrote, null for none. */
async function runForOutcome(program, environment) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-tests-"));
  const file = join(folder, "outcome.json");
  try {
    const code = await run(process.execPath, program, { env: { ...environment, TEST_OUTCOME_FILE: file } });
    return { code, outcome: existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the affected test files at each change, until it is stopped; resolves to 1 for wrong options. */
export async function testWatch(args) {
  // Jest refuses an option that it does not know; else it would do so at the first change.
  const code = await run(process.execPath, [...jest, ...args, "--listTests"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (code !== 0) return code;
  console.log("Waiting for changes; Ctrl-C ends it.");
  let touched = new Set();
  let wake = () => {};
  const watchers = [
    "client",
    "commands",
    "embedded-mongo",
    "gateway",
    "platform",
    "schema",
    "subgraphs",
    "web",
    "test",
  ].map((folder) =>
    watch(`${root}/${folder}`, { recursive: true }, (_event, name) => {
      if (!name?.endsWith(".ts")) return;
      touched.add(`${folder}/${name}`);
      wake();
    }),
  );
  process.once("SIGINT", () => process.exit(130));
  while (watchers.length > 0) {
    await new Promise((resolve) => (wake = resolve));
    // Editors write a file in several steps.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const files = [...touched];
    touched = new Set();
    await build({ tests: true });
    await test([...args, "--passWithNoTests", "--findRelatedTests", ...files]);
  }
  return 0;
}

/** Returns sources that differ from the commit, and new ones; null, after a printed line, when git fails. */
function changedSources(reference) {
  const files = [];
  for (const query of [
    ["diff", "--name-only", "--diff-filter=d", reference, "--"],
    ["ls-files", "--others", "--exclude-standard"],
  ]) {
    const { status, stdout, stderr } = spawnSync("git", query, { cwd: root, encoding: "utf8" });
    if (status !== 0) {
      console.error(`git does not tell what has changed: ${stderr.split("\n")[0]}`);
      return null;
    }
    files.push(...stdout.split("\n").filter((file) => file.endsWith(".ts")));
  }
  return files;
}

/** Returns the compiled file of a source; any other argument unchanged. */
function compiled(argument) {
  return /^[^-].*\.ts$/.test(argument) ? outputOf(argument.replace(/^\.\//, "")) : argument;
}

function takeFlag(args, flag) {
  return [args.filter((one) => one !== flag), args.includes(flag)];
}
