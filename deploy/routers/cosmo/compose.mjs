/**
 * Composes schema/*.graphql into composed/execution-config.json, which Cosmo Router reads: `npm run compose`.
 * SCHEMA_FOLDER and OUTPUT_FOLDER name other folders, AUTH_URL and the like say where the subgraphs are.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { toCosmoSdl } from "./to-cosmo-sdl.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const schemas = env.SCHEMA_FOLDER ?? join(here, "..", "..", "..", "schema");
const output = env.OUTPUT_FOLDER ?? join(here, "composed");

const subgraphs = [
  ...readFileSync(join(schemas, "supergraph.graphql"), "utf8").matchAll(
    /@join__graph\(name: "([^"]+)", url: "([^"]+)"\)/g,
  ),
].map(([, name, url]) => {
  const address = env[`${name.toUpperCase().replaceAll("-", "_")}_URL`];
  return { name, url: address ? `${address}/graphql` : url };
});

mkdirSync(output, { recursive: true });
for (const { name } of subgraphs) {
  const sdl = readFileSync(join(schemas, `${name}.graphql`), "utf8");
  writeFileSync(join(output, `${name}.graphql`), toCosmoSdl(sdl));
}
const graph = {
  version: 1,
  subgraphs: subgraphs.map(({ name, url }) => ({
    name,
    routing_url: url,
    schema: { file: `${name}.graphql` },
  })),
};
// JSON is YAML, too.
writeFileSync(join(output, "graph.yaml"), JSON.stringify(graph));

const { status } = spawnSync(
  execPath,
  [
    join(here, "node_modules", "wgc", "dist", "src", "index.js"),
    ...["router", "compose", "--input", join(output, "graph.yaml")],
    ...["--out", join(output, "execution-config.json")],
  ],
  // It composes without a server: no look for updates, no usage data.
  {
    stdio: "inherit",
    env: { ...env, DISABLE_UPDATE_CHECK: "true", COSMO_TELEMETRY_DISABLED: "true", DO_NOT_TRACK: "1" },
  },
);
exit(status ?? 1);
