/** The playground's files over HTTP, and whether its examples fit the schema that clients are promised. */
import { readdirSync, readFileSync } from "node:fs";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  coerceInputValue,
  type GraphQLInputType,
  getOperationAST,
  parse,
  typeFromAST,
  validate,
} from "graphql";
import { request } from "undici";
import { chooseHome, createHomeRoute } from "../../gateway/development/home.js";
import { examples } from "../../gateway/development/playground/examples.js";
import { createPlaygroundRoutes } from "../../gateway/development/playground/serve-playground.js";
import { type HttpServer, startHttpServer } from "../../platform/http/server.js";
import { silentLog } from "../support/environment.js";

let server: HttpServer;
beforeAll(async () => {
  const routes = {
    ...createHomeRoute({ console: false, playground: true, isProduction: false }),
    ...createPlaygroundRoutes({ console: false, refreshCookie: false }),
  };
  const listen = { host: "127.0.0.1", port: 0, portSetting: "GATEWAY_PORT", drainDelayMilliseconds: 0 };
  server = await startHttpServer(listen, { find: (path) => routes[path] }, silentLog());
});
afterAll(() => server.stop());

type Method = "GET" | "HEAD" | "POST" | "DELETE";
async function ask(path: string, headers: Record<string, string> = {}, method: Method = "GET") {
  const answer = await request(`${server.url}${path}`, { method, headers });
  const body = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, body };
}

/** What the page takes: paths with their hashes. */
async function linkedFiles(): Promise<string[]> {
  const { body } = await ask("/playground");
  return [...body.toString().matchAll(/(?:src|href)="(playground\/[^"]+)"/g)].map(([, path]) => `/${path}`);
}

describe("the playground's files", () => {
  it("come with a policy that lets in nothing but this origin's files", async () => {
    for (const path of ["/playground", ...(await linkedFiles())]) {
      const { status, headers } = await ask(path);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        "content-security-policy": expect.stringContaining("default-src 'none'; script-src 'self';"),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(headers["content-security-policy"]).not.toMatch(/unsafe|\*|https?:/);
    }
  });

  it("are kept for good under the address with their hash, and asked for again under any other", async () => {
    const files = await linkedFiles();
    expect(files).toHaveLength(9);
    for (const path of files) {
      expect((await ask(path)).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    }
    const [plain] = files[0]!.split("?");
    for (const path of ["/playground", plain!, `${plain}?of-another-version`]) {
      expect((await ask(path)).headers["cache-control"]).toBe("no-cache");
    }
  });

  it("are not sent again to who has them", async () => {
    for (const path of ["/playground", "/playground/graphiql.js"]) {
      const etag = String((await ask(path)).headers["etag"]);
      for (const known of [etag, etag.replace("W/", ""), `"other", ${etag}`, "*"]) {
        const answer = await ask(path, { "if-none-match": known });
        expect({ status: answer.status, length: answer.body.length }).toEqual({ status: 304, length: 0 });
        expect(answer.headers).toMatchObject({ etag, vary: "accept-encoding" });
      }
      expect((await ask(path, { "if-none-match": '"other"' })).status).toBe(200);
    }
  });

  it("are compressed as the client prefers", async () => {
    const path = "/playground/graphiql.js";
    const plain = await ask(path);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const chosen = async (acceptEncoding: string) => {
      const { headers, body } = await ask(path, { "accept-encoding": acceptEncoding });
      expect(Number(headers["content-length"])).toBe(body.length);
      return { coding: headers["content-encoding"], body };
    };
    const [brotli, gzipped] = [await chosen("gzip, deflate, br"), await chosen("gzip;q=0.5, br;q=0")];
    expect([brotli.coding, gzipped.coding]).toEqual(["br", "gzip"]);
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
    expect(gzipped.body.length).toBeLessThan(plain.body.length / 2);
    expect((await chosen("*")).coding).toBe("br");
    expect((await chosen("identity, br;q=0, gzip;q=0")).coding).toBeUndefined();
  });

  it("serve HEAD without a body, and no other method", async () => {
    const { headers, body } = await ask("/playground", {}, "HEAD");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(Number(headers["content-length"])).toBeGreaterThan(1_000);
    expect(body).toHaveLength(0);
    for (const method of ["POST", "DELETE"] as const) {
      const { status, headers } = await ask("/playground", {}, method);
      expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
    }
  });
});

describe("the scripts of the pages", () => {
  it("import only files that are served beside them", async () => {
    const { body } = await ask("/playground/playground.js");
    const known = new Set(["playground.js"]);
    const open = [body.toString()];
    for (const source of open) {
      for (const [, name = ""] of source.matchAll(/from "\.\/([^"]+)"/g)) {
        if (known.has(name)) continue;
        known.add(name);
        const { status, headers, body: imported } = await ask(`/playground/${name}`);
        expect({ name, status, type: headers["content-type"] }).toEqual({
          name,
          status: 200,
          type: "text/javascript; charset=utf-8",
        });
        open.push(imported.toString());
      }
    }
    const pages = readdirSync("gateway/development/pages/playground").filter((name) => name.endsWith(".js"));
    expect([...known].sort()).toEqual(pages.sort());
  });
});

describe("/", () => {
  it("leads to the first page that is on, else says where the documentation is, and in production nothing", () => {
    expect(chooseHome({ console: true, playground: true })).toBe("app");
    expect(chooseHome({ console: false, playground: true })).toBe("playground");
    const none = { console: false, playground: false };
    expect(Object.keys(createHomeRoute({ ...none, isProduction: false }))).toEqual(["/"]);
    expect(createHomeRoute({ ...none, isProduction: true })).toEqual({});
  });

  it.each(["/", "/?next=https://evil.example", "//evil.example/..", "/playground/"])(
    "leads to the playground and nowhere else from %s",
    async (path) => {
      const answer = await ask(path);
      if (answer.status === 404) return expect(answer.headers["location"]).toBeUndefined();
      expect(answer.status).toBe(302);
      const location = new URL(String(answer.headers["location"]), new URL(path, server.url));
      expect(location.href).toBe(`${server.url}/playground`);
    },
  );
});

describe("the playground's examples", () => {
  const schema = buildSchema(readFileSync("schema/api.graphql", "utf8"));

  it.each(examples.map(({ query, variables = {} }) => ({ ...named(query), query, variables })))(
    "$name fits the schema, with its variables",
    ({ query, variables, operation }) => {
      expect(validate(schema, parse(query))).toEqual([]);
      const declared = operation.variableDefinitions ?? [];
      expect(Object.keys(variables)).toEqual(declared.map(({ variable }) => variable.name.value));
      for (const { variable, type } of declared) {
        coerceInputValue(
          variables[variable.name.value],
          typeFromAST(schema, type as never) as GraphQLInputType,
        );
      }
    },
  );

  it("each have a name of their own, which is the tab's title", () => {
    const names = examples.map(({ query }) => named(query).name);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(examples.map(({ name }) => name));
  });

  function named(query: string) {
    const operation = getOperationAST(parse(query))!;
    return { name: operation.name?.value, operation };
  }
});
