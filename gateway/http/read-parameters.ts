/** Reads the operations of an HTTP request (https://graphql.github.io/graphql-over-http/draft/#sec-Request). */

import type { IncomingMessage } from "node:http";
import { AppError } from "../../platform/errors.js";
import type { AllowedOrigins } from "../../platform/http/allowed-origins.js";
import { readJsonBody } from "../../platform/http/body.js";
import { longestUrl } from "../../platform/http/client-error.js";
import { HttpRefusal } from "../../platform/http/refusal.js";
import { isRecord } from "../../platform/is-record.js";
import type { OperationParameters } from "../operations/operation-request.js";
import { requireNoSimplePage } from "./prevent-csrf.js";

/** A request: one operation, or an array of them. */
export interface RequestParameters {
  operations: readonly OperationParameters[];
  isBatch: boolean;
}

/**
 * Reads the request; `begin` is awaited when it is there, before it is parsed.
 * @throws HttpRefusal for a wrong method, media type or form; AppError BATCH_LIMIT_EXCEEDED.
 */
export async function readRequestParameters(
  request: IncomingMessage,
  limits: { bodyBytes: number; batch: number; allowedOrigins: AllowedOrigins },
  begin: () => Promise<void>,
): Promise<RequestParameters> {
  if (request.method === "GET" || request.method === "HEAD") {
    if ((request.url?.length ?? 0) > longestUrl)
      throw new HttpRefusal(414, "The URL is too long: send the operation by POST.");
    requireNoSimplePage(request, limits.allowedOrigins);
    await begin();
    return { operations: [readSearch(request.url ?? "")], isBatch: false };
  }
  if (request.method !== "POST") {
    throw new HttpRefusal(405, "Send operations by POST, or queries by GET.", "BAD_REQUEST", {
      allow: "GET, HEAD, POST",
    });
  }
  const body = await readJsonBody(request, limits.bodyBytes, begin);
  if (!Array.isArray(body)) return { operations: [readOne(body)], isBatch: false };
  if (limits.batch === 0) {
    throw new AppError(
      "BATCH_LIMIT_EXCEEDED",
      "Send one operation in each request: arrays are not accepted.",
    );
  }
  if (body.length > limits.batch) {
    throw new AppError("BATCH_LIMIT_EXCEEDED", `Send at most ${limits.batch} operations in one request.`);
  }
  if (body.length === 0) throw malformed("The array holds no operation.");
  return { operations: body.map(readOne), isBatch: true };
}

function readSearch(url: string): OperationParameters {
  const search = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
  const text = (name: string): string | undefined => {
    const values = search.getAll(name);
    if (values.length > 1) throw malformed(`\`${name}\` may be given once.`);
    return values[0];
  };
  const json = (name: string): unknown => {
    const value = text(name);
    if (value === undefined || value === "") return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw malformed(`\`${name}\` must be JSON.`);
    }
  };
  return readOne({
    query: text("query"),
    operationName: text("operationName"),
    documentId: text("documentId"),
    variables: json("variables"),
    extensions: json("extensions"),
  });
}

function readOne(body: unknown): OperationParameters {
  if (!isRecord(body)) throw malformed("The body must be a JSON object with a `query`.");
  const extensions = readRecord(body, "extensions");
  return {
    query: readText(body, "query"),
    // An empty name counts as absent.
    operationName: readText(body, "operationName") || undefined,
    variables: readRecord(body, "variables"),
    id: readHash(extensions["persistedQuery"]) ?? readText(body, "documentId")?.replace(/^sha256:/, ""),
  };
}

function readHash(persistedQuery: unknown): string | undefined {
  if (persistedQuery === undefined || persistedQuery === null) return undefined;
  if (!isRecord(persistedQuery) || persistedQuery["version"] !== 1)
    throw malformed("`extensions.persistedQuery` must be of version 1.");
  const hash = readText(persistedQuery, "sha256Hash");
  if (hash === undefined) throw malformed("`extensions.persistedQuery` must have a `sha256Hash`.");
  return hash;
}

function readText(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = record[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw malformed(`\`${name}\` must be a string.`);
  return value;
}

function readRecord(record: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const value = record[name];
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw malformed(`\`${name}\` must be an object.`);
  return value;
}

function malformed(message: string): HttpRefusal {
  return new HttpRefusal(422, message);
}
