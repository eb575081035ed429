/** Replaces the file that several processes read signing keys from: whole or not at all, one change at a time. */
import { randomBytes } from "node:crypto";
import { chown, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Content of the file, and when it was written last. */
export interface KeyFile {
  text: string;
  writtenAt: Date;
}

const timing = { retryMilliseconds: 20, patienceMilliseconds: 10_000, staleMilliseconds: 30_000 };

/** Reads the file. @throws Error when it cannot be read. */
export async function readKeyFile(file: string): Promise<KeyFile> {
  return { text: await readFile(file, "utf8"), writtenAt: (await stat(file)).mtime };
}

/**
 * Replaces the content of the file by what `decide` returns, or leaves it as it is (null); returns whether it was written.
 * Other changes, also of other processes, wait meanwhile. Owner and mode of the file stay as they are.
 * @throws Error when the file or its folder cannot be written, or another process holds the lock for too long.
 */
export async function changeKeyFile(
  file: string,
  decide: (content: KeyFile) => Promise<string | null>,
): Promise<boolean> {
  // A link stays a link: what it leads to is replaced.
  const path = await realpath(file);
  const lock = `${path}.lock`;
  await takeLock(lock);
  try {
    const text = await decide(await readKeyFile(path));
    if (text !== null) await replace(path, text);
    return text !== null;
  } finally {
    await rm(lock, { force: true });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const handle = await open(draft, "wx", mode & 0o777);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chown(draft, uid, gid);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function takeLock(lock: string): Promise<void> {
  const giveUpAt = Date.now() + timing.patienceMilliseconds;
  for (;;) {
    try {
      await (await open(lock, "wx", 0o600)).close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    // The process that made it has died.
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > timing.staleMilliseconds) await rm(lock, { force: true });
    else if (Date.now() > giveUpAt) throw new Error(`${lock} is held by another process.`);
    else await delay(timing.retryMilliseconds);
  }
}
