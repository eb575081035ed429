/** The weight of @gatehouse/client in a front end's bundle, without its peers. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { bundleScript } from "../support/bundle.js";

const external = [/^@apollo\/client/, "graphql", "react", "rxjs"];
const longestBytes = 12_000;

describe("the kit in a bundle", () => {
  it.each([
    ["core", "client/dist/index.js"],
    ["hooks, with what they use of the core", "client/dist/react/index.js"],
  ])("%s: less than 12 KB, compressed by gzip", async (_part, entry) => {
    const code = await bundleScript(entry, { external });
    expect(code.length).toBeGreaterThan(1_000);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(longestBytes);
  });

  it("the core imports its peers and nothing else", async () => {
    const code = await bundleScript("client/dist/index.js", { external });
    const imports = [...code.matchAll(/from\s*["']([^"']+)["']/g)].map(([, name]) => name);
    expect([...new Set(imports)].sort()).toEqual([
      "@apollo/client",
      "@apollo/client/errors",
      "@apollo/client/link/persisted-queries",
      "@apollo/client/utilities",
    ]);
  });
});
