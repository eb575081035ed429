/**
 * Serves GraphiQL at `/playground` from files of this project: the page loads nothing from other hosts, and its policy forbids
 * it.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { redirectTo } from "../../../platform/http/redirect.js";
import type { RequestHandler } from "../../../platform/http/server.js";
import { projectRoot } from "../../../platform/project-root.js";
import { createStaticFile, type StaticFile } from "../../http/static-file.js";
import { examples } from "./examples.js";

const script = "text/javascript; charset=utf-8";
const style = "text/css; charset=utf-8";

/** The one style that GraphiQL 4.1.2 writes into the page: it stops scrolling behind a dialog. */
const scrollLockStyle = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='";

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${scrollLockStyle}`,
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders: readonly [string, string][] = [
  ["content-security-policy", contentSecurityPolicy],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** Returns the routes by path. Files are read at the first request. */
export function createPlaygroundRoutes(): Readonly<Record<string, RequestHandler>> {
  const files: Record<string, StaticFile> = {
    "react.js": createStaticFile(script, readPackage("react", "umd/react.production.min.js")),
    "react-dom.js": createStaticFile(script, readPackage("react-dom", "umd/react-dom.production.min.js")),
    "graphiql.js": createStaticFile(script, readPackage("graphiql", "graphiql.min.js")),
    "graphiql.css": createStaticFile(style, readPackage("graphiql", "graphiql.min.css")),
    "playground.js": createStaticFile(script, readPage("playground.js")),
    "playground.css": createStaticFile(style, readPage("playground.css")),
    "icon.svg": createStaticFile("image/svg+xml", readPage("icon.svg")),
  };
  const page = createStaticFile("text/html; charset=utf-8", () => fillPage(files));
  const routes = Object.entries(files).map(([name, file]) => [`/playground/${name}`, secured(file)] as const);
  return {
    "/playground": secured(page),
    // Relative links of the page resolve without the slash only.
    "/playground/": redirectTo("../playground"),
    ...Object.fromEntries(routes),
  };
}

/** Writes the examples and each file's hash into the page. */
async function fillPage(files: Readonly<Record<string, StaticFile>>): Promise<Buffer> {
  let html = (await readPage("index.html")()).toString("utf8");
  for (const [name, file] of Object.entries(files)) {
    html = html.replace(`"playground/${name}"`, `"playground/${name}?${await file.hash()}"`);
  }
  // Within a script element only `<` could end it; JSON has an escape for it.
  const json = JSON.stringify(examples).replaceAll("<", "\\u003c");
  return Buffer.from(html.replace('"{{examples}}"', () => json));
}

/** Returns a file of an installed package, in any folder. */
function readPackage(name: string, path: string): () => Promise<Buffer> {
  const { resolve } = createRequire(import.meta.url);
  return () => readFile(join(dirname(resolve(`${name}/package.json`)), path));
}

/** Returns one of the files beside this one, which are not compiled into dist/. */
function readPage(name: string): () => Promise<Buffer> {
  return () => readFile(join(projectRoot, "gateway", "development", "playground", "page", name));
}

function secured({ handler }: StaticFile): RequestHandler {
  return (request, response) => {
    for (const [name, value] of securityHeaders) response.setHeader(name, value);
    return handler(request, response);
  };
}
