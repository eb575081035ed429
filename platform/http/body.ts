/** Reads a request's body, JSON or a form, up to a limit. */
import type { IncomingMessage } from "node:http";
import { connectionOf } from "./connections.js";
import { HttpRefusal } from "./refusal.js";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads and parses the body; `beforeParsing` is awaited in between. Undefined when the method has none.
 * @throws HttpRefusal 413 above `maximumBytes`, 415 for another media type or a compressed body, 400 for invalid JSON
 * or UTF-8.
 */
export async function readJsonBody(
  request: IncomingMessage,
  maximumBytes: number,
  beforeParsing?: () => Promise<void>,
): Promise<unknown> {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  requireMediaType(request, "application/json");
  const bytes = await readBytes(request, maximumBytes);
  await beforeParsing?.();
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new HttpRefusal(400, "The body is not JSON in UTF-8.");
  }
}

/**
 * Reads and parses the body of a form (https://url.spec.whatwg.org/#application/x-www-form-urlencoded).
 * @throws HttpRefusal 413 above `maximumBytes`, 415 for another media type or a compressed body, 400 for a field that
 * is there twice.
 */
export async function readFormBody(
  request: IncomingMessage,
  maximumBytes: number,
): Promise<ReadonlyMap<string, string>> {
  requireMediaType(request, "application/x-www-form-urlencoded");
  const pairs = [...new URLSearchParams((await readBytes(request, maximumBytes)).toString("utf8"))];
  const fields = new Map(pairs);
  if (fields.size !== pairs.length) throw new HttpRefusal(400, "A field of the form is there twice.");
  return fields;
}

function requireMediaType({ headers }: IncomingMessage, expected: string): void {
  const mediaType = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (mediaType !== expected) throw new HttpRefusal(415, `Send the request as ${expected}.`);
  const { "content-encoding": encoding = "identity" } = headers;
  if (encoding.toLowerCase() !== "identity") {
    throw new HttpRefusal(415, "Send the request without a content encoding.", "BAD_REQUEST", {
      "accept-encoding": "identity",
    });
  }
}

function readBytes(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const connection = connectionOf(request.socket);
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maximumBytes) {
        chunks.push(chunk);
        // This may close the connection.
        connection?.hold("body", length);
        return;
      }
      // The rest is discarded, so that the client can read the response.
      request.off("data", onData).resume();
      reject(new HttpRefusal(413, `A body may have at most ${maximumBytes} bytes.`, "BODY_LIMIT_EXCEEDED"));
    };
    request.on("data", onData);
    request.once("end", () => resolve(Buffer.concat(chunks, length)));
    // A client that disconnects is not a fault of the server.
    const onBreak = () => reject(new HttpRefusal(400, "The request broke off."));
    request.once("error", onBreak);
    request.once("close", () => request.complete || onBreak());
  });
}
