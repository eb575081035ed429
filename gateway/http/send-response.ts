/** Sends a response: with security headers, and compressed where that is safe and saves bytes. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";
import { SerializedBody } from "./serialized-body.js";

/** Bytes below which a response fits one or two packets, and compression costs more than it saves. */
const worthCompressing = 1_024;

const compressors = {
  br: (text: Buffer) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: Buffer) => promisify(gzip)(text),
} as const;

/** For responses that are data and not a page. */
const securityHeaders: readonly [string, string][] = [
  ["x-content-type-options", "nosniff"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** Browsers use only TLS for a year (RFC 6797). */
const onlyByTls = "max-age=31536000";

/** A response, ready to be written. */
export interface Sending {
  status: number;
  contentType: string;
  cacheControl: string;
  /** Never for responses with tokens: their compressed size would reveal a right guess (BREACH). */
  compress: boolean;
  body: unknown;
}

/** Writes the response. Keeps headers that are set already. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, cacheControl, compress, body }: Sending,
): Promise<void> {
  for (const [name, value] of securityHeaders) response.setHeader(name, value);
  if ("encrypted" in request.socket) response.setHeader("strict-transport-security", onlyByTls);
  response.setHeader("content-type", contentType);
  response.setHeader("cache-control", cacheControl);
  response.appendHeader("vary", "accept, accept-encoding, authorization");
  // A string is sent in one write with the head; bytes would need another write.
  let content = body instanceof SerializedBody ? body.json : JSON.stringify(body);
  if (compress && content.length >= worthCompressing) {
    const encoding = new Negotiator(request).encoding(["br", "gzip", "identity"]);
    if (encoding === "br" || encoding === "gzip") {
      content = await compressors[encoding](typeof content === "string" ? Buffer.from(content) : content);
      response.setHeader("content-encoding", encoding);
    }
  }
  response.statusCode = status;
  response.setHeader("content-length", Buffer.byteLength(content));
  response.end(content);
}
