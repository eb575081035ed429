/** The file operations of the log, as an interface: tests pass one whose operations fail. */
import { constants } from "node:fs";
import { access, open, rename, rm, stat } from "node:fs/promises";

/** An open file. */
export interface LogFile {
  /** Reads at a position; resolves to the number of bytes, less than the buffer's length only at the file's end. */
  read(buffer: Buffer, position: number): Promise<number>;
  /** Writes all bytes at a position. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Resolves when everything written is on the disk (fdatasync). */
  sync(): Promise<void>;
  /** False when the file was deleted, or moved away from this path: the next start would not find what is written to it. */
  isAt(path: string): Promise<boolean>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** A file system. */
export interface LogFiles {
  /** Opens for reading and writing; creates an absent file with mode 0600. */
  open(path: string): Promise<LogFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** False when the file is absent, or its disk takes no writes any more. */
  isWritable(path: string): Promise<boolean>;
  /** Brings a rename or a new file in the folder to the disk. */
  syncDirectory(path: string): Promise<void>;
}

/** The operating system's files. */
export const realFiles: LogFiles = {
  async open(path) {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const { ino } = await handle.stat();
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
      async isAt(place) {
        try {
          return (await stat(place)).ino === ino;
        } catch (error) {
          if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
          throw error;
        }
      },
      truncate: (size) => handle.truncate(size),
      size: async () => (await handle.stat()).size,
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  isWritable: (path) =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    ),
  async syncDirectory(path) {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } catch (error) {
      // Some systems cannot sync a folder; there a rename is durable without it.
      if (!["EINVAL", "EPERM", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    } finally {
      await handle.close();
    }
  },
};
