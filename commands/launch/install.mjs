/** Installs the locked dependencies when node_modules is absent or does not match package-lock.json. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { root, runNpm } from "./run.mjs";

/**
 * Why an install is needed, or null when node_modules holds what the lock file says.
 * @public its test imports it by a computed path
 */
export function whyInstall(folder = root, { withDevelopment = process.env.NODE_ENV !== "production" } = {}) {
  const locked = JSON.parse(readFileSync(`${folder}/package-lock.json`, "utf8")).packages;
  let installed;
  try {
    // npm writes this hidden lock file last, so a broken-off install does not have it.
    installed = JSON.parse(readFileSync(`${folder}/node_modules/.package-lock.json`, "utf8")).packages;
  } catch {
    return "they are not installed yet";
  }
  for (const [path, entry] of Object.entries(locked)) {
    if (path === "" || entry.link || entry.optional || entry.devOptional || entry.peer || entry.extraneous)
      continue;
    if (entry.dev && !withDevelopment) continue;
    if (installed[path]?.version !== entry.version) return `${path.replace("node_modules/", "")} has changed`;
  }
  return null;
}

/** Runs `npm ci` if need be, saying so; ends the process when that fails. One process installs, others wait for it. */
export async function ensureInstalled() {
  if (whyInstall() === null) return;
  while (!takeTurn()) await delay(500);
  try {
    const why = whyInstall();
    if (why === null) return;
    console.error(`Installing the locked dependencies (${why}); this takes about a minute …`);
    // Whatever ends this process leaves no turn behind.
    process.once("exit", giveUpTurn);
    const code = await runNpm(["ci", "--include=dev", "--loglevel=error", "--no-fund", "--no-audit"]);
    if (code === 130) console.error("The install was interrupted; it begins anew at the next start.");
    else if (code !== 0) console.error("npm ci failed; its output above says why.");
    process.exitCode = code === 0 || code === 130 ? code : 1;
  } finally {
    giveUpTurn();
    process.off("exit", giveUpTurn);
  }
  if (process.exitCode) process.exit();
}

const turn = `${root}/.installing`;
const giveUpTurn = () => rmSync(turn, { force: true });

/** True when this process may install now. The turn of a process that is gone is over. */
function takeTurn() {
  try {
    writeFileSync(turn, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const holder = Number(readTurn());
  if (holder > 0 && !isAlive(holder)) rmSync(turn, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** The process that holds the turn; empty when it has just been given up. */
function readTurn() {
  try {
    return readFileSync(turn, "utf8");
  } catch {
    return "";
  }
}
