/**
 * Serves GraphiQL at `/playground` from files of this project: the page loads nothing from other hosts, and its policy
 * forbids it.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { redirectTo } from "../../../platform/http/redirect.js";
import type { RequestHandler } from "../../../platform/http/server.js";
import type { GatewayConfig } from "../../config.js";
import { contentSecurityPolicy, secured } from "../../http/page-security.js";
import type { StaticFile } from "../../http/static-file.js";
import { createPageFile, readPageFile, routesOf, withHashes } from "../page-files.js";
import { examples } from "./examples.js";

/** The one style that GraphiQL 4.1.2 writes into the page: it stops scrolling behind a dialog. */
const scrollLockStyle = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='";

/** The scripts of the page, which import each other by these names, and its style. */
const ownFiles = [
  "accessibility.js",
  "advice.js",
  "authorization.js",
  "editors.js",
  "examples.js",
  "graph.js",
  "panel.js",
  "playground.css",
  "playground.js",
  "readable.css",
  "session.js",
  "sign-in-form.js",
  "storage.js",
];

/** What the page must know of the gateway. */
export type PlaygroundConfig = Pick<GatewayConfig, "console" | "refreshCookie">;

/** Returns the routes by path. Files are read at the first request. */
export function createPlaygroundRoutes(config: PlaygroundConfig): Readonly<Record<string, RequestHandler>> {
  const files: Readonly<Record<string, StaticFile>> = {
    "react.js": createPageFile("react.js", readPackage("react", "umd/react.production.min.js")),
    "react-dom.js": createPageFile(
      "react-dom.js",
      readPackage("react-dom", "umd/react-dom.production.min.js"),
    ),
    "graphiql.js": createPageFile("graphiql.js", readPackage("graphiql", "graphiql.min.js")),
    "graphiql.css": createPageFile("graphiql.css", readPackage("graphiql", "graphiql.min.css")),
    ...Object.fromEntries(
      ownFiles.map((name) => [name, createPageFile(name, readPageFile(`playground/${name}`))]),
    ),
    "theme.css": createPageFile("theme.css", readPageFile("theme.css")),
    "icon.svg": createPageFile("icon.svg", readPageFile("icon.svg")),
  };
  const policy = contentSecurityPolicy({
    "style-src": `'self' ${scrollLockStyle}`,
    "font-src": "'self' data:",
    "img-src": "'self' data:",
  });
  const page = createPageFile("index.html", () => fillPage(files, config));
  return {
    "/playground": secured(policy, page.handler),
    // Relative links of the page resolve without the slash only.
    "/playground/": redirectTo("../playground"),
    ...routesOf("playground", files, policy),
  };
}

/** Writes the settings of the page, and the hash of each file that it names, into it. */
async function fillPage(
  files: Readonly<Record<string, StaticFile>>,
  { console, refreshCookie }: PlaygroundConfig,
): Promise<Buffer> {
  const html = (await readPageFile("playground/index.html")()).toString("utf8");
  // Within a script element only `<` could end it; JSON has an escape for it.
  const json = JSON.stringify({ console, cookie: refreshCookie, examples }).replaceAll("<", "\\u003c");
  return Buffer.from((await withHashes(html, "playground", files)).replace('"{{settings}}"', () => json));
}

/** Returns a file of an installed package, in any folder. */
function readPackage(name: string, path: string): () => Promise<Buffer> {
  const { resolve } = createRequire(import.meta.url);
  return () => readFile(join(dirname(resolve(`${name}/package.json`)), path));
}
