/**
 * Looks a password up in a list of breached ones (ASVS 5.0, 6.2.12), by the range protocol of Pwned Passwords
 * (https://haveibeenpwned.com/API/v3#PwnedPasswords): the list gets five hex digits of the SHA-1 and returns the
 * hashes that begin with them, so that a service learns neither the password nor its hash.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { unavailable } from "../../../platform/errors.js";
import type { BreachSource } from "./config.js";

/** Is the password in the list? */
export type BreachedPasswords = (password: string) => Promise<boolean>;

/** The client of a service. */
export interface RangeService {
  /** The text of the range whose hashes begin with `prefix`; rejects when the service does not give it in time. */
  fetchRange: (url: string, prefix: string) => Promise<string>;
  /** Reports a service that did not respond. */
  warn: (cause: unknown, message: string) => void;
}

const prefixLength = 5;
const hashLength = 40;
/** A line is a hash, a colon and a count; this part of a file holds at least two whole lines. */
const windowBytes = 256;

/**
 * Creates the lookup. If a service does not respond in time, the password passes, with a warning in the log: the estimator
 * still judges it, and registration must not depend on an external service. If a folder or a file cannot be read, the
 * password is refused (SERVICE_UNAVAILABLE): it is part of this installation.
 */
export function createBreachedPasswords(source: BreachSource, service: RangeService): BreachedPasswords {
  const isListed = (hash: string): Promise<boolean> => {
    if ("url" in source) return askService(source.url, hash, service);
    return "folder" in source ? searchFolder(source.folder, hash) : searchFile(source.file, hash);
  };
  return async (password) => {
    const hash = createHash("sha1").update(password.normalize("NFC")).digest("hex").toUpperCase();
    try {
      return await isListed(hash);
    } catch (error) {
      throw unavailable(
        "It cannot be checked right now whether this password is a stolen one; try again.",
        error,
      );
    }
  };
}

async function askService(url: string, hash: string, { fetchRange, warn }: RangeService): Promise<boolean> {
  try {
    return isInRange(await fetchRange(url, hash.slice(0, prefixLength)), hash);
  } catch (error) {
    warn(error, "the service of breached passwords has not answered; the password passes");
    return false;
  }
}

async function searchFolder(folder: string, hash: string): Promise<boolean> {
  const prefix = hash.slice(0, prefixLength);
  const text = await readFile(join(folder, `${prefix}.txt`), "latin1").catch(() =>
    readFile(join(folder, prefix), "latin1"),
  );
  return isInRange(text, hash);
}

/** A line is the rest of a hash, a colon and a count; 0 is padding. */
function isInRange(text: string, hash: string): boolean {
  const suffix = hash.slice(prefixLength);
  return text.split("\n").some((line) => {
    const [rest = "", count = "1"] = line.trim().toUpperCase().split(":");
    return rest === suffix && Number(count) !== 0;
  });
}

/** Searches the file, which is sorted by hash, by bisection. */
async function searchFile(path: string, hash: string): Promise<boolean> {
  const file = await open(path);
  try {
    // If the line is there, it begins at `low` or after it, and before `high`.
    let [low, high] = [0, (await file.stat()).size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const line = await readLineFrom(file, middle);
      if (line === null || line.start >= high || line.hash > hash) high = middle;
      else if (line.hash < hash) low = line.start + 1;
      else return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

/** Returns the hash of the first line that begins at `position` or after it; null when there is none. */
async function readLineFrom(
  file: FileHandle,
  position: number,
): Promise<{ start: number; hash: string } | null> {
  // A line begins after a line break, which may stand just before.
  const from = Math.max(0, position - 1);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(windowBytes), 0, windowBytes, from);
  const text = buffer.subarray(0, bytesRead).toString("latin1");
  const offset = position === 0 ? 0 : text.indexOf("\n") + 1;
  if (offset >= text.length || (position > 0 && offset === 0)) return null;
  const hash = text.slice(offset, offset + hashLength).toUpperCase();
  if (!/^[0-9A-F]{40}$/.test(hash)) throw new Error("A line of the file does not begin with a SHA-1.");
  return { start: from + offset, hash };
}
