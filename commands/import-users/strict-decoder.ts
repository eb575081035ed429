/** Decodes text as a stream, and says where an invalid byte is. */
import { StartError } from "../../platform/lifecycle.js";
import { completeLength, validUtf8Length } from "./utf8-length.js";
import { decodeWindows1252 } from "./windows-1252.js";

const mend =
  "Name the encoding that it has, for example --encoding windows-1252 (Windows in the west), latin1 or utf-16le.";

/** Creates the decoder of one file. It throws a StartError that names the place of the first invalid byte. */
export function createDecoder(encoding: string) {
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

const countLines = (text: string): number => text.split("\n").length - 1;
