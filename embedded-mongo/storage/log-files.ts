/** The file operations that the log needs, so that tests can put failing ones in their place. */
import { constants } from "node:fs";
import { open, rename, rm } from "node:fs/promises";

/** An open file that is written at its end only. */
export interface LogFile {
  /** Reads at a position; fewer bytes than asked for only at the end. */
  read(buffer: Buffer, position: number): Promise<number>;
  /** Writes all of it at a position. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Returns once everything written is on the disk itself. */
  sync(): Promise<void>;
  /** False once the file was deleted: what is written to it then is lost at the end of the process. */
  isLinked(): Promise<boolean>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** Where the log's files are. */
export interface LogFiles {
  /** Opens for reading and writing, made with mode 0600 if absent. */
  open(path: string): Promise<LogFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes a rename or a new file in the folder last. */
  syncDirectory(path: string): Promise<void>;
}

/** The real files. */
export const realFiles: LogFiles = {
  async open(path) {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    return {
      async read(buffer, position) {
        let done = 0;
        while (done < buffer.length) {
          const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return done;
      },
      async write(bytes, position) {
        let done = 0;
        while (done < bytes.length) {
          done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
        }
      },
      sync: () => handle.datasync(),
      isLinked: async () => (await handle.stat()).nlink > 0,
      truncate: (size) => handle.truncate(size),
      size: async () => (await handle.stat()).size,
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncDirectory(path) {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } catch (error) {
      // Some systems cannot sync folders; there a rename lasts without it.
      if (!["EINVAL", "EPERM", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    } finally {
      await handle.close();
    }
  },
};
