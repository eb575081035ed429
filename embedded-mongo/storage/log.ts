/**
 * The append-only log on disk: every change is a frame with its crc32; a write is acknowledged when its
 * frame is synced; frames of many writers share one sync; a log grown too long is rewritten from memory.
 */
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Document } from "bson";
import { readDocument } from "../values/bson.js";
import { type Journal, toBson } from "./collection.js";
import type { LogFile, LogFiles } from "./log-files.js";
import type { Store } from "./store.js";

const FORMAT = 1;
const MAGIC = "embedded-mongo log ";
const HEADER = Buffer.from(`${MAGIC}${String(FORMAT).padStart(4, "0")}\n`);
const FRAME_HEADER_BYTES = 8;
const CHUNK_BYTES = 1 << 20;
const [PUT, REMOVE, DEFINE] = [1, 2, 3];
const MAX_FRAME_BYTES = 64 << 20;

const LOG_NAME = "log";
const NEW_NAME = "log.new";

/** Settings of the log. */
export interface LogOptions {
  directory: string;
  files: LogFiles;
  /** Garbage beyond which the log is rewritten, in bytes. */
  compactAboveBytes: number;
  onNotice: (line: string) => void;
  /** Called once when a write or sync failed: memory is ahead of the disk, so the process must end. */
  onFatal: (error: Error) => void;
}

function frame(kind: number, collection: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + 5 + body.length);
  bytes[8] = kind;
  bytes.writeUInt32LE(collection, 9);
  body.copy(bytes, 13);
  bytes.writeUInt32LE(bytes.length - FRAME_HEADER_BYTES, 0);
  bytes.writeUInt32LE(crc32(bytes.subarray(FRAME_HEADER_BYTES)), 4);
  return bytes;
}

function frameOf(entry: { define: Document } | { put: number; bytes: Buffer }): Buffer {
  return "define" in entry ? frame(DEFINE!, 0, toBson(entry.define)) : frame(PUT!, entry.put, entry.bytes);
}

interface Rewrite {
  file: LogFile;
  position: number;
}

/** A journal that keeps a folder's log. */
export class ChangeLog implements Journal {
  private pending: Buffer[] = [];
  private waiters: { resolve: () => void; reject: (error: Error) => void }[] = [];
  /** Frames made since a rewrite took its picture of memory; undefined when none is under way. */
  private sinceSnapshot: Buffer[] | undefined;
  private rewritten: Rewrite | undefined;
  private rewriting: Promise<void> | undefined;
  private flushing: Promise<void> | undefined;
  private failed: Error | undefined;
  private closing = false;
  private isClosed = false;
  private compactAt: number;
  /** Goes up with every change; a command compares it to know whether it has to wait for the disk. */
  version = 0;

  private constructor(
    private readonly options: LogOptions,
    private file: LogFile,
    private position: number,
  ) {
    this.compactAt = options.compactAboveBytes;
  }

  /** Opens a folder's log and replays it; a tail that was not written whole is cut and reported. */
  static async open(
    options: LogOptions,
  ): Promise<{ log: ChangeLog; replay: (store: Store) => Promise<void> }> {
    const { directory, files } = options;
    await files.remove(join(directory, NEW_NAME));
    const file = await files.open(join(directory, LOG_NAME));
    const log = new ChangeLog(options, file, 0);
    return { log, replay: (store) => log.replay(store) };
  }

  put(collection: number, bytes: Buffer): void {
    this.append(frame(PUT!, collection, bytes));
  }

  remove(collection: number, id: unknown): void {
    this.append(frame(REMOVE!, collection, toBson({ _id: id })));
  }

  define(change: Document): void {
    this.append(frame(DEFINE!, 0, toBson(change)));
  }

  private append(bytes: Buffer): void {
    // A command that was still running when the server stopped ends here, unanswered.
    if (this.isClosed) throw new Error("the server has stopped");
    this.version++;
    this.pending.push(bytes);
    this.sinceSnapshot?.push(bytes);
  }

  /** Resolves once every change made so far is on disk; rejects if it could not be brought there. */
  flushed(): Promise<void> {
    if (this.failed) return Promise.reject(this.failed);
    if (this.pending.length === 0 && !this.flushing) return Promise.resolve();
    const done = new Promise<void>((resolve, reject) => this.waiters.push({ resolve, reject }));
    this.flushing ??= this.flush();
    return done;
  }

  private async flush(): Promise<void> {
    // The commands of this turn of the event loop share a sync.
    await new Promise(setImmediate);
    try {
      while (this.pending.length > 0 || this.waiters.length > 0 || this.rewritten) {
        const [frames, waiters] = [this.pending, this.waiters];
        this.pending = [];
        this.waiters = [];
        try {
          if (this.rewritten) await this.switchTo(this.rewritten);
          else if (frames.length > 0) await this.write(frames);
        } catch (error) {
          this.waiters.push(...waiters);
          throw error;
        }
        for (const { resolve } of waiters) resolve();
      }
    } catch (error) {
      this.fail(error as Error);
    }
    this.flushing = undefined;
    if (!this.failed && !this.closing && !this.rewriting && this.position > this.compactAt) this.onTooLong();
  }

  private async write(frames: Buffer[]): Promise<void> {
    const bytes = Buffer.concat(frames);
    await this.file.write(bytes, this.position);
    await this.file.sync();
    await this.requireLinked();
    this.position += bytes.length;
  }

  private async requireLinked(): Promise<void> {
    if (!(await this.file.isLinked())) throw new Error("its log was deleted while the server ran");
  }

  /** Fails, as a write would, when the log was deleted; so that a server without writers notices too. */
  async checkFile(): Promise<void> {
    if (this.failed || this.closing || this.flushing) return;
    try {
      await this.requireLinked();
    } catch (error) {
      if (!this.closing) this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    if (this.failed) return;
    this.failed = new Error(`embedded-mongo cannot write to ${this.options.directory}: ${error.message}`, {
      cause: error,
    });
    for (const { reject } of this.waiters) reject(this.failed);
    this.waiters = [];
    this.options.onFatal(this.failed);
  }

  /** Set by the owner: rewrites the log if that is worth it. */
  onTooLong: () => void = () => {};

  /** Rewrites the log from memory beside the old one, which stays whole until the new one takes its name. */
  compact(store: Store): Promise<void> {
    this.rewriting ??= this.rewrite(store).finally(() => {
      this.rewriting = undefined;
    });
    return this.rewriting;
  }

  private async rewrite(store: Store): Promise<void> {
    const { directory, files, onNotice, compactAboveBytes } = this.options;
    const entries = store.snapshot();
    this.sinceSnapshot = [];
    const path = join(directory, NEW_NAME);
    let file: LogFile | undefined;
    try {
      file = await files.open(path);
      await file.truncate(0);
      let position = 0;
      let chunk: Buffer[] = [HEADER];
      let bytes = HEADER.length;
      const out = async () => {
        await file!.write(Buffer.concat(chunk), position);
        position += bytes;
        chunk = [];
        bytes = 0;
      };
      for (const entry of entries) {
        if (this.closing || this.failed) throw new Error("the server is stopping");
        const one = frameOf(entry);
        chunk.push(one);
        bytes += one.length;
        if (bytes > CHUNK_BYTES) await out();
      }
      await out();
      // The bulk is synced while writers go on; only what came since is left for the switch.
      await file.sync();
      if (this.closing || this.failed) throw new Error("the server is stopping");
      this.rewritten = { file, position };
      this.compactAt = position * 2 + compactAboveBytes;
      this.flushing ??= this.flush();
      await this.flushing;
    } catch (error) {
      // Nothing is lost: the old log goes on. Try again when it has grown as much once more.
      this.sinceSnapshot = undefined;
      this.compactAt = this.position * 2;
      await file?.close().catch(() => {});
      await files.remove(path).catch(() => {});
      if (!this.closing) onNotice(`embedded-mongo could not rewrite its log: ${(error as Error).message}`);
    }
  }

  private async switchTo({ file, position }: Rewrite): Promise<void> {
    const { directory, files } = this.options;
    const rest = Buffer.concat(this.sinceSnapshot ?? []);
    this.rewritten = undefined;
    this.sinceSnapshot = undefined;
    await file.write(rest, position);
    await file.sync();
    await files.rename(join(directory, NEW_NAME), join(directory, LOG_NAME));
    await files.syncDirectory(directory);
    const old = this.file;
    this.file = file;
    this.position = position + rest.length;
    await old.close();
  }

  /** Brings everything to disk and closes the log. */
  async close(): Promise<void> {
    this.closing = true;
    await this.rewriting?.catch(() => {});
    if (!this.failed) await this.flushed();
    await this.flushing;
    this.isClosed = true;
    await this.file.close();
  }

  private async replay(store: Store): Promise<void> {
    const { directory, files, onNotice } = this.options;
    const size = await this.file.size();
    const header = Buffer.alloc(HEADER.length);
    await this.file.read(header, 0);
    if (size < HEADER.length) {
      // A log whose first write did not finish holds nothing.
      await this.file.truncate(0);
      await this.file.write(HEADER, 0);
      await this.file.sync();
      await files.syncDirectory(directory);
      this.position = HEADER.length;
      return;
    }
    if (!header.equals(HEADER)) {
      const known = header.toString("latin1").startsWith(MAGIC);
      throw new Error(
        known
          ? `${join(directory, LOG_NAME)} has format ${Number(header.toString("latin1", MAGIC.length))}; this version reads format ${FORMAT}`
          : `${join(directory, LOG_NAME)} is not a log of embedded-mongo`,
      );
    }
    let count = 0;
    this.position = HEADER.length;
    for await (const payload of this.frames(size)) {
      apply(store, payload);
      count++;
    }
    if (this.position < size) {
      await this.keepTail(size);
      await this.file.truncate(this.position);
      await this.file.sync();
      onNotice(
        `embedded-mongo recovered ${count} records and cut ${size - this.position} bytes of a log that was not written to its end`,
      );
    }
    this.compactAt = Math.max(this.compactAt, this.position * 2);
  }

  /** Reads whole, sound frames from the start; `position` ends up behind the last one. */
  private async *frames(size: number): AsyncGenerator<Buffer> {
    let buffer = Buffer.alloc(0);
    let read = this.position;
    while (true) {
      while (buffer.length >= FRAME_HEADER_BYTES) {
        const length = buffer.readUInt32LE(0);
        if (length < 5 || length > MAX_FRAME_BYTES) return;
        if (buffer.length < FRAME_HEADER_BYTES + length) break;
        const payload = buffer.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + length);
        if (crc32(payload) !== buffer.readUInt32LE(4)) return;
        yield payload;
        this.position += FRAME_HEADER_BYTES + length;
        buffer = buffer.subarray(FRAME_HEADER_BYTES + length);
      }
      if (read >= size) return;
      const more = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - read));
      read += await this.file.read(more, read);
      buffer = buffer.length > 0 ? Buffer.concat([buffer, more]) : more;
    }
  }

  /** Keeps what is cut for whoever wants to look, unless it is just the last frame, half written. */
  private async keepTail(size: number): Promise<void> {
    const { directory, files, onNotice } = this.options;
    const bytes = Buffer.alloc(Math.min(size - this.position, MAX_FRAME_BYTES));
    await this.file.read(bytes, this.position);
    const isLast =
      bytes.length < FRAME_HEADER_BYTES || bytes.readUInt32LE(0) + FRAME_HEADER_BYTES >= size - this.position;
    if (isLast) return;
    const path = join(directory, `log.cut-at-${this.position}`);
    const kept = await files.open(path);
    await kept.write(bytes, 0);
    await kept.sync();
    await kept.close();
    onNotice(`embedded-mongo found damage inside its log and kept the bytes from there on in ${path}`);
  }
}

function apply(store: Store, payload: Buffer): void {
  const kind = payload[0];
  const collection = payload.readUInt32LE(1);
  // A copy, so that a document does not hold on to the whole chunk it was read with.
  const body = Buffer.from(payload.subarray(5));
  if (kind === PUT) store.applyPut(collection, body);
  else if (kind === REMOVE) store.applyRemove(collection, readDocument(body)._id);
  else if (kind === DEFINE) store.applyDefinition(readDocument(body));
  else throw new Error(`the log holds a frame of unknown kind ${kind}: it is from a newer version`);
}
