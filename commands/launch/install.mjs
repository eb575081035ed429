/** Installs the locked dependencies when node_modules is absent or does not match package-lock.json. */
import { readFileSync } from "node:fs";
import { startProgress } from "./install-progress.mjs";
import { giveUpTurn, waitForTurn } from "./install-turn.mjs";
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

/** While npm runs, a signal ends npm first, through the listener of `runNpm`. */
let npmRuns = false;

const exitInterrupted = () => {
  if (!npmRuns) process.exit(130);
};
