/** Decodes a file as a stream of text; refuses bytes that are invalid in its encoding instead of replacing them. */
import { createReadStream } from "node:fs";
import { StartError } from "../../platform/lifecycle.js";
import { createDecoder } from "./strict-decoder.js";

/** Encodings by their byte order mark, in latin1. */
const marks: [mark: string, encoding: string][] = [
  ["\xef\xbb\xbf", "utf-8"],
  ["\xff\xfe", "utf-16le"],
  ["\xfe\xff", "utf-16be"],
];

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
