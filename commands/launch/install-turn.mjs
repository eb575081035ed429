/** Lets one process at a time install. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "./run.mjs";

const waitMilliseconds = { look: 500, tell: 5_000 };

/** Resolves when this process may install. Prints every few seconds which process it waits for. */
export async function waitForTurn() {
  let toldAt = 0;
  while (!takeTurn()) {
    if (performance.now() - toldAt > waitMilliseconds.tell) {
      toldAt = performance.now();
      console.error(`Waiting for process ${readTurn() || "?"}, which installs the dependencies.`);
    }
    await delay(waitMilliseconds.look);
  }
}

const turn = `${root}/.installing`;

export const giveUpTurn = () => rmSync(turn, { force: true });

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
