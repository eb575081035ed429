/** Installs the locked dependencies when node_modules is absent or does not match package-lock.json. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { startProgress } from "./install-progress.mjs";
import { root, runNpm } from "./run.mjs";

/**
 * Returns why an install is needed, or null when node_modules matches the lock file.
 * @public its test imports it by a computed path
 */
export function whyInstall(folder = root, { withDevelopment = process.env.NODE_ENV !== "production" } = {}) {
  let installed;
  try {
    // npm writes this hidden lock file last, so an interrupted install does not have it.
    installed = JSON.parse(readFileSync(`${folder}/node_modules/.package-lock.json`, "utf8")).packages;
  } catch {
    return "they are not installed yet";
  }
  for (const [path, { version }] of lockedPackages(folder, withDevelopment)) {
    if (installed[path]?.version !== version) return `${path.replace("node_modules/", "")} has changed`;
  }
  return null;
}

/** Returns the packages to install, as [path, entry of the lock file]. */
export function lockedPackages(folder, withDevelopment) {
  const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, "utf8"));
  return Object.entries(packages).filter(
    ([path, { link, optional, devOptional, peer, extraneous, dev }]) =>
      path.includes("node_modules/") &&
      !(link || optional || devOptional || peer || extraneous) &&
      (!dev || withDevelopment),
  );
}

/** Runs `npm ci` if necessary, with progress. One process installs, others wait for it. */
export async function ensureInstalled() {
  if (whyInstall() === null) return;
  process.on("SIGINT", exitInterrupted).on("SIGTERM", exitInterrupted);
  await waitForTurn();
  // The turn is released however this process ends.
  process.once("exit", giveUpTurn);
  try {
    const why = whyInstall();
    if (why === null) return;
    const code = await install(why);
    process.exitCode = code === 0 || code === 130 ? code : 1;
  } finally {
    giveUpTurn();
    process.off("exit", giveUpTurn).off("SIGINT", exitInterrupted).off("SIGTERM", exitInterrupted);
  }
  if (process.exitCode) process.exit();
}

async function install(why) {
  const paths = lockedPackages(root, true).map(([path]) => path);
  console.error(`Installing the ${paths.length} locked packages (${why}).`);
  const progress = startProgress(paths, root);
  npmRuns = true;
  // The output of npm goes to standard error: standard output belongs to the command.
  const code = await runNpm(
    ["ci", "--include=dev", "--loglevel=error", "--no-fund", "--no-audit", "--no-progress"],
    { stdio: ["inherit", process.stderr, process.stderr] },
  );
  npmRuns = false;
  const seconds = progress.stop();
  if (code === 0) console.error(`Installed in ${seconds} s.`);
  else if (code === 130) console.error("The install was interrupted; it begins again at the next start.");
  else console.error(`npm ci failed after ${seconds} s; its output above says why.`);
  return code;
}

const waitMilliseconds = { look: 500, tell: 5_000 };

/** Resolves when this process may install. Prints every few seconds which process it waits for. */
async function waitForTurn() {
  let toldAt = 0;
  while (!takeTurn()) {
    if (performance.now() - toldAt > waitMilliseconds.tell) {
      toldAt = performance.now();
      console.error(`Waiting for process ${readTurn() || "?"}, which installs the dependencies.`);
    }
    await delay(waitMilliseconds.look);
  }
}

/** While npm runs, a signal ends npm first, through the listener of `runNpm`. */
let npmRuns = false;
const exitInterrupted = () => {
  if (!npmRuns) process.exit(130);
};

const turn = `${root}/.installing`;
const giveUpTurn = () => rmSync(turn, { force: true });

/** Returns whether this process may install now. A process that has ended loses its turn. */
function takeTurn() {
  try {
    writeFileSync(turn, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (findStaleTurn() !== null) rmSync(turn, { force: true });
  return false;
}

/** A turn without a process id that is older than this belongs to a process that ended while it took it. */
const unfinishedMilliseconds = 5_000;

/** Returns why the owner of the turn has lost it; null when the turn has an owner, or there is none. */
function findStaleTurn() {
  const age = Date.now() - (statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const holder = Number(readTurn());
  if (holder > 0) return isAlive(holder) ? null : `process ${holder} is gone`;
  return age > unfinishedMilliseconds ? "it names no process" : null;
}

/** Names the process that installs now, in a sentence; null when there is no turn. */
export function describeTurn() {
  if (!existsSync(turn)) return null;
  const why = findStaleTurn();
  return why === null
    ? `Process ${readTurn()} installs the packages now.`
    : `${turn} is left over (${why}); the next install takes it over.`;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** The process that has the turn; empty when there is none. */
function readTurn() {
  try {
    return readFileSync(turn, "utf8");
  } catch {
    return "";
  }
}
