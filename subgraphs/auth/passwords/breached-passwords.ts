/**
 * Asks a list of stolen passwords whether one is in it (ASVS 5.0, 6.2.12), by the range protocol of Pwned Passwords
 * (https://haveibeenpwned.com/API/v3#PwnedPasswords): the list is given five hex digits of the SHA-1 and returns the
 * hashes that begin so, so that a service learns neither the password nor its hash.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { unavailable } from "../../../platform/errors.js";
import type { BreachSource } from "./breach-config.js";

/** Is the password in the list? */
export type BreachedPasswords = (password: string) => Promise<boolean>;

/** How a service is asked. */
export interface RangeService {
  /** The text of the range whose hashes begin with `prefix`; rejects when the service does not give it in time. */
  fetchRange: (url: string, prefix: string) => Promise<string>;
  /** Takes notice of a service that has not answered. */
  warn: (cause: unknown, message: string) => void;
}

const prefixLength = 5;
const hashLength = 40;
/** A line is a hash, a colon and a count; so much of a file surely holds a whole one, twice. */
const windowBytes = 256;

/**
 * Creates the question. A service that does not answer in time lets the password pass, with a warning in the log: the
 * estimator still judges it, and no service outside decides whether people can register. A folder or a file that
 * cannot be read refuses (SERVICE_UNAVAILABLE): it is part of this installation.
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

/** Lines are the rest of a hash, a colon and how often it was seen: 0 is padding. */
function isInRange(text: string, hash: string): boolean {
  const suffix = hash.slice(prefixLength);
  return text.split("\n").some((line) => {
    const [rest = "", count = "1"] = line.trim().toUpperCase().split(":");
    return rest === suffix && Number(count) !== 0;
  });
}

/** Halves the file, which is in the order of its hashes, until the line is found or cannot be there. */
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

/** The hash of the first line that begins at `position` or after it; null when there is none. */
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
