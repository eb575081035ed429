/**
 * Serves the console under `/app` from the built files in web/dist: each file under its own name, and the page itself
 * for every other path, since the console reads the path to know what to show.
 */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { forReading } from "../../platform/http/methods.js";
import type { RequestHandler } from "../../platform/http/server.js";
import { projectRoot } from "../../platform/project-root.js";
import { contentSecurityPolicy, secured } from "../http/page-security.js";
import { contentTypeOf, createStaticFile } from "../http/static-file.js";

const policy = contentSecurityPolicy({ "worker-src": "'self'" });

const page = "index.html";

/** Returns the handler of a path of the console; undefined for any other path. `folder` holds the built files. */
export function createConsoleRoutes(
  folder = join(projectRoot, "web", "dist"),
): (path: string) => RequestHandler | undefined {
  let files: ReadonlyMap<string, RequestHandler> | null = null;
  return (path) => {
    if (path !== "/app" && !path.startsWith("/app/")) return undefined;
    files ??= openFiles(folder);
    if (files === null) return notBuilt;
    const name = path.slice("/app/".length);
    // A page of an earlier version asks for files that are gone: it must not take this one's page for them.
    return files.get(name) ?? (name.startsWith("assets/") ? undefined : files.get(page));
  };
}

/** Returns the handlers of the files by name; null when there is no page. */
function openFiles(folder: string): ReadonlyMap<string, RequestHandler> | null {
  const names = listFiles(folder);
  if (!names.includes(page)) return null;
  return new Map(
    names.flatMap((name) => {
      const type = contentTypeOf(name);
      if (type === undefined) return [];
      // Vite writes a hash of the content into these names.
      const immutable = name.startsWith("assets/");
      const { handler } = createStaticFile(type, () => readFile(join(folder, name)), { immutable });
      return [[name, secured(policy, handler)]];
    }),
  );
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
      name.replaceAll("\\", "/"),
    );
  } catch {
    return [];
  }
}

const notBuilt = forReading((_request, response) => {
  response
    .writeHead(503, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" })
    .end("The console is not built here: `npm run build` builds it.\n");
});
