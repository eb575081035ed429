/**
 * Serves a file that does not change while the process runs: read at the first request, compressed once, kept in
 * memory.
 */
import { createHash } from "node:crypto";
import { extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";
import { forReading } from "../../platform/http/methods.js";
import type { RequestHandler } from "../../platform/http/server.js";

/** A file to serve. */
export interface StaticFile {
  /** Responds to GET and HEAD; 304 to a client that has the file, 405 to another method. */
  handler: RequestHandler;
  /** A short hash of the content. Caches may keep a URL with it as its query for ever. */
  hash(): Promise<string>;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Returns the content type of a file by the ending of its name; undefined for files that no page takes. */
export const contentTypeOf = (name: string): string | undefined => contentTypes[extname(name)];

type Coding = "br" | "gzip";

/** The codings in order of preference: the smaller first. */
const codings: readonly Coding[] = ["br", "gzip"];

/** Quality 11 would save another tenth, and take three seconds of a core at the first request. */
const brotliQuality = 5;

const compress: Record<Coding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (bytes) => promisify(gzip)(bytes),
};

/**
 * Creates the file. `read` runs at the first request, and again only after a failure. With `immutable`, its name changes
 * with its content: caches may keep it for ever.
 */
export function createStaticFile(
  contentType: string,
  read: () => Promise<Buffer>,
  { immutable = false }: { immutable?: boolean } = {},
): StaticFile {
  const content = once(async () => {
    const bytes = await read();
    return { bytes, hash: createHash("sha256").update(bytes).digest("base64url").slice(0, 16) };
  });
  const compressed: Record<Coding, () => Promise<Buffer>> = {
    br: once(async () => compress.br((await content()).bytes)),
    gzip: once(async () => compress.gzip((await content()).bytes)),
  };
  return {
    hash: async () => (await content()).hash,
    handler: forReading(async (request, response) => {
      const { bytes, hash } = await content();
      // Weak, because it identifies every coding of the content.
      const etag = `W/"${hash}"`;
      response.setHeader("etag", etag);
      response.setHeader("vary", "accept-encoding");
      response.setHeader(
        "cache-control",
        immutable || request.url?.endsWith(`?${hash}`) ? "public, max-age=31536000, immutable" : "no-cache",
      );
      if (isKnown(etag, request.headers["if-none-match"])) return void response.writeHead(304).end();
      const acceptable = new Negotiator(request).encodings(codings);
      const coding = codings.find((one) => acceptable.includes(one));
      const body = coding === undefined ? bytes : await compressed[coding]();
      if (coding !== undefined) response.setHeader("content-encoding", coding);
      response.writeHead(200, { "content-type": contentType, "content-length": body.length }).end(body);
    }),
  };
}

/** RFC 9110, 13.1.2: tags are compared weakly. */
function isKnown(etag: string, ifNoneMatch = ""): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || opaque(tag) === opaque(etag));
}

/** Runs a task at the first call and shares its result; a failure is not kept. */
function once<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= run().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
