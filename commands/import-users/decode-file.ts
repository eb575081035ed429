/** Decodes a file as a stream of text; refuses bytes that are invalid in its encoding instead of replacing them. */
import { createReadStream } from "node:fs";
import { StartError } from "../../platform/lifecycle.js";

/** Encodings by their byte order mark, in latin1. */
const marks: [mark: string, encoding: string][] = [
  ["\xef\xbb\xbf", "utf-8"],
  ["\xff\xfe", "utf-16le"],
  ["\xfe\xff", "utf-16be"],
];

const mend =
  "Name the encoding that it has, for example --encoding windows-1252 (Windows in the west), latin1 or utf-16le.";

/**
 * Reads a file in the encoding of its byte order mark, else in `encoding`, else in UTF-8; yields text without the mark.
 * `encoding` is a name that `readEncoding` has checked.
 * @throws StartError when the file is not readable, or is in another encoding, with the place of the first invalid
 * byte.
 */
export async function* decodeFile(path: string, encoding: string | null): AsyncGenerator<string> {
  const input = createReadStream(path);
  let decoder: ReturnType<typeof createDecoder> | null = null;
  let head: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      if (decoder !== null) yield decoder.decode(chunk);
      else {
        // A pipe may yield single bytes; the longest mark has three, and UTF-16 is recognizable after four.
        head = Buffer.concat([head, chunk]);
        if (head.length < 4) continue;
        decoder = createDecoder(chooseEncoding(head, encoding));
        yield decoder.decode(head);
      }
    }
    decoder ??= createDecoder(chooseEncoding(head, encoding));
    if (head.length < 4) yield decoder.decode(head);
    yield decoder.end();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).syscall !== "string") throw error;
    throw new StartError(`The file ${path} cannot be read: ${(error as Error).message}`);
  } finally {
    input.destroy();
  }
}

/** Checks the name of an encoding. @throws StartError for an unknown name. */
export function readEncoding(name: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new StartError(
      `There is no encoding "${name}"; there are utf-8, utf-16le, utf-16be, latin1, windows-1252 and the others of https://encoding.spec.whatwg.org/#names-and-labels.`,
    );
  }
}

function chooseEncoding(head: Buffer, encoding: string | null): string {
  const beginning = head.subarray(0, 3).toString("latin1");
  const marked = marks.find(([mark]) => beginning.startsWith(mark))?.[1];
  if (marked !== undefined || encoding !== null) return marked ?? encoding ?? "utf-8";
  // In UTF-16 every second byte of a column's name is zero, which is valid UTF-8.
  if (head[1] === 0 || head[0] === 0) {
    const order = head[0] === 0 ? "utf-16be" : "utf-16le";
    throw new StartError(`The file seems to be UTF-16 without a byte order mark: try --encoding ${order}.`);
  }
  return "utf-8";
}

function createDecoder(encoding: string) {
  const decode = encoding === "windows-1252" ? decodeWindows1252 : createStrictDecode(encoding);
  let bytesBefore = 0;
  let linesBefore = 0;
  /** The first bytes of a character that the next chunk completes. */
  let pending: Buffer = Buffer.alloc(0);

  const refuse = (chunk: Buffer): StartError => {
    if (encoding !== "utf-8") {
      const last = bytesBefore + chunk.length;
      return new StartError(
        `The file is not ${encoding}: see bytes ${bytesBefore} to ${last}, after line ${linesBefore + 1}. ${mend}`,
      );
    }
    const window = Buffer.concat([pending, chunk]);
    const valid = validUtf8Length(window);
    const line = linesBefore + countLines(window.subarray(0, valid).toString("latin1")) + 1;
    const byte = window[valid]?.toString(16).toUpperCase();
    const place = `byte ${bytesBefore - pending.length + valid}${byte === undefined ? "" : ` (0x${byte})`}, in line ${line}`;
    return new StartError(`The file is not UTF-8: see ${place}. Nothing after it can be read. ${mend}`);
  };

  return {
    decode(chunk: Buffer): string {
      try {
        const text = decode(chunk, true);
        if (encoding === "utf-8") {
          const window = Buffer.concat([pending, chunk.subarray(-3)]);
          const tail = window.subarray(-3);
          pending = Buffer.from(tail.subarray(completeLength(tail)));
        }
        bytesBefore += chunk.length;
        linesBefore += countLines(text);
        return text;
      } catch {
        throw refuse(chunk);
      }
    },
    end(): string {
      try {
        return decode(Buffer.alloc(0), false);
      } catch {
        throw refuse(Buffer.alloc(0));
      }
    },
  };
}

function createStrictDecode(encoding: string) {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (chunk: Buffer, stream: boolean): string => decoder.decode(chunk, { stream });
}

/**
 * The characters of windows-1252 from 0x80 to 0x9F (https://encoding.spec.whatwg.org/#windows-1252). Node 20 decodes it
 * as latin1.
 */
const windows1252 =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

function decodeWindows1252(chunk: Buffer): string {
  return chunk
    .toString("latin1")
    .replaceAll(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
}

const countLines = (text: string): number => text.split("\n").length - 1;

/** Returns how many bytes at the start are whole characters; an invalid byte follows. */
function validUtf8Length(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  // A start that ends within a character is valid; bisection finds the longest valid one.
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2);
    if (isUtf8Beginning(bytes.subarray(0, middle))) good = middle;
    else bad = middle - 1;
  }
  return completeLength(bytes.subarray(0, good));
}

function isUtf8Beginning(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Returns the length without an incomplete character at the end. For three bytes or more. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
