/** How the gateway serves the built console, and how much of it the first page loads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createConsoleRoutes } from "../../gateway/console/serve-console.js";
import { type HttpServer, startHttpServer } from "../../platform/http/server.js";
import { projectRoot } from "../../platform/project-root.js";
import { silentLog } from "../support/environment.js";

const folder = join(projectRoot, "web", "dist");
const listen = { host: "127.0.0.1", port: 0, portSetting: "PORT" };
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(listen, { find: createConsoleRoutes(folder) }, silentLog());
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers });
const page = readFileSync(join(folder, "index.html"), "utf8");
const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "";

describe("the console", () => {
  it("is one page for every path below /app, under a policy that allows only its own files", async () => {
    for (const path of ["/app", "/app/", "/app/sign-in", "/app/tasks/01234567", "/app/security?x=1"]) {
      const response = await get(path);
      expect([path, response.status, await response.text()]).toEqual([path, 200, page]);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      const policy = response.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
    }
  });

  it("has no code and no style within the page, and no address of another host", () => {
    expect(page).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url)).toEqual(
      expect.arrayContaining([script]),
    );
    for (const [, url] of page.matchAll(/(?:src|href)="([^"]+)"/g)) expect(url).toMatch(/^\/app\//);
  });

  it("lets caches keep the files whose names hold a hash, compressed as the client likes", async () => {
    for (const coding of ["br", "gzip"]) {
      const response = await get(script, { "accept-encoding": coding });
      expect(response.headers.get("content-encoding")).toBe(coding);
      expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect(await response.text()).toBe(readFileSync(join(folder, script.slice("/app/".length)), "utf8"));
    }
  });

  it("does not take the page for a file that is gone, and no path leads out of its folder", async () => {
    expect((await get("/app/assets/index-00000000.js")).status).toBe(404);
    expect((await get("/application")).status).toBe(404);
    for (const path of ["/app/.vite/manifest.json", "/app/.inputs", "/app/..%2f..%2fpackage.json"])
      expect(await (await get(path)).text()).toBe(page);
  });

  it("says how it is built where it is not", async () => {
    const route = createConsoleRoutes(join(projectRoot, "web", "nowhere"));
    const bare = await startHttpServer(listen, { find: route }, silentLog());
    const response = await fetch(`${bare.url}/app/`);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining("npm run build")]);
    await bare.stop();
  });
});

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}

describe("the first load of a page", () => {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite", "manifest.json"), "utf8")) as Record<
    string,
    Chunk
  >;
  /** The script files that an entry needs at once, by Vite's manifest. */
  const filesOf = (entries: readonly string[]): Set<string> => {
    const files = new Set<string>();
    const add = (name: string): void => {
      const chunk = manifest[name];
      if (chunk === undefined) throw new Error(`There is no ${name} in Vite's manifest.`);
      if (files.has(chunk.file)) return;
      files.add(chunk.file);
      for (const other of chunk.imports ?? []) add(other);
    };
    for (const entry of entries) add(entry);
    return files;
  };
  const kilobytesOf = (files: Iterable<string>): number =>
    [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0) / 1000;

  it.each([
    ["visitors", ["index.html", "visitors/sign-in-page.tsx"]],
    ["new users", ["index.html", "visitors/create-account-page.tsx"]],
    ["signed-in users", ["index.html", "app/wide-layout.tsx", "account/security-page.tsx"]],
  ])("is less than 150 KB of gzipped script for %s", (_whom, entries) => {
    expect(kilobytesOf(filesOf(entries))).toBeLessThan(150);
  });

  it("holds no list of words: the estimator of passwords is loaded by its worker", () => {
    const files = [...filesOf(["index.html", "visitors/create-account-page.tsx"])];
    expect(files.filter((file) => readFileSync(join(folder, file), "utf8").includes("qwerty"))).toEqual([]);
  });
});
