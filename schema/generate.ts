/** `npm run generate`: writes what is derived from the SDL and the schemas of events; with `--check`, fails when what is committed is not that. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../platform/project-root.js";
import { compose, subgraphNames } from "./compose.js";
import { publishEventSchemas } from "./event-schemas.js";
import { generateTypes } from "./types.js";

const folder = join(projectRoot, "schema");
const onlyCheck = process.argv.includes("--check");

try {
  const { supergraph, api } = compose(folder);
  const files: Record<string, string> = { "supergraph.graphql": supergraph, "api.graphql": api };
  for (const name of subgraphNames) files[`generated/${name}.ts`] = await generateTypes(folder, name);
  files["events/published.json"] = publishEventSchemas(join(folder, "events"));
  mkdirSync(join(folder, "generated"), { recursive: true });
  const stale = Object.entries(files).filter(([name, text]) => read(name) !== text);
  if (onlyCheck && stale.length > 0) {
    throw new Error(
      `Not up to date: ${stale.map(([name]) => `schema/${name}`).join(", ")}. Run \`npm run generate\`.`,
    );
  }
  for (const [name, text] of stale) {
    writeFileSync(join(folder, name), text);
    console.log(`wrote schema/${name}`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

function read(name: string): string | null {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return null;
  }
}
