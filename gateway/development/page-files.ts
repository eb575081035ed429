/** Serves the files of a page under one path, with their hashes. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RequestHandler } from "../../platform/http/server.js";
import { projectRoot } from "../../platform/project-root.js";
import { secured } from "../http/page-security.js";
import { contentTypeOf, createStaticFile, type StaticFile } from "../http/static-file.js";

/** Returns one of the files below `pages/`, which are not compiled into dist/. */
export function readPageFile(path: string): () => Promise<Buffer> {
  return () => readFile(join(projectRoot, "gateway", "development", "pages", path));
}

/** Creates the static file of a name, whose ending says its type. */
export function createPageFile(name: string, read: () => Promise<Buffer>): StaticFile {
  return createStaticFile(contentTypeOf(name)!, read);
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
