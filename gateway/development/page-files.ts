/** Serves the files of a page under one path: with a policy that lets in nothing from other hosts, and with their hashes. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RequestHandler } from "../../platform/http/server.js";
import { projectRoot } from "../../platform/project-root.js";
import { createStaticFile, type StaticFile } from "../http/static-file.js";

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

const securityHeaders: readonly [string, string][] = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** Returns one of the files below `pages/`, which are not compiled into dist/. */
export function readPageFile(path: string): () => Promise<Buffer> {
  return () => readFile(join(projectRoot, "gateway", "development", "pages", path));
}

/** Creates the static file of a name, whose ending says its type. */
export function createPageFile(name: string, read: () => Promise<Buffer>): StaticFile {
  return createStaticFile(contentTypes[name.replace(/^.*\./, "")]!, read);
}

/** Returns the policy of a page: its own scripts and styles, no inline script; `extra` allows more styles or fonts. */
export function contentSecurityPolicy(extra: { style?: string; font?: string } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", extra.style].filter(Boolean).join(" "),
    ["font-src 'self'", extra.font].filter(Boolean).join(" "),
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Wraps a handler, whose responses get the policy and the other headers that protect a page. */
export function secured(policy: string, handler: RequestHandler): RequestHandler {
  return (request, response) => {
    response.setHeader("content-security-policy", policy);
    for (const [name, value] of securityHeaders) response.setHeader(name, value);
    return handler(request, response);
  };
}

/** Replaces each link `"PATH/NAME"` to a file by one with its hash, which caches may keep for ever. */
export async function withHashes(
  html: string,
  path: string,
  files: Readonly<Record<string, StaticFile>>,
): Promise<string> {
  let linked = html;
  for (const [name, file] of Object.entries(files)) {
    linked = linked.replace(`"${path}/${name}"`, `"${path}/${name}?${await file.hash()}"`);
  }
  return linked;
}

/** Returns the routes of the files below a path. */
export function routesOf(
  path: string,
  files: Readonly<Record<string, StaticFile>>,
  policy: string,
): Readonly<Record<string, RequestHandler>> {
  const routes = Object.entries(files).map(([name, { handler }]) => [
    `/${path}/${name}`,
    secured(policy, handler),
  ]);
  return Object.fromEntries(routes) as Record<string, RequestHandler>;
}
