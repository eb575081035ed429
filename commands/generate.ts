/** `npm run generate`: writes what is derived from the SDL, the schemas of events and the code that reads settings. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeRoutes } from "../gateway/rest/openapi.js";
import { writeRestManifest } from "../gateway/rest/operations.js";
import { restRoutes } from "../gateway/rest/route-table.js";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { projectRoot } from "../platform/project-root.js";
import { deriveConsoleFiles } from "../schema/console-operations.js";
import { deriveSchemaFiles } from "../schema/derived-files.js";
import { readUsage } from "./read-usage.js";
import { composeSettings } from "./settings/compose.js";
import { collectSettings } from "./settings/documented.js";
import { formatEnvExample } from "./settings/env-example.js";
import { formatPage } from "./settings/page.js";

const usage = readUsage("generate");

await runCommand(async () => {
  const line = readCommandLine(usage, { check: { type: "boolean" } });
  if (line === null) return console.log(usage);
  const onlyCheck = line.values.check ?? false;
  const settings = collectSettings(composeSettings);
  const derived = await derive().catch((error: Error) => {
    throw new StartError(error.message);
  });
  const files = [
    ...derived,
    ["operations/rest-facade@1.json", writeRestManifest()],
    ["gateway/rest/openapi.json", `${JSON.stringify(describeRoutes(restRoutes), null, 2)}\n`],
    ["docs/settings.md", formatPage(settings)],
    [".env.example", formatEnvExample(settings)],
  ] as const;
  const stale = files.filter(([path, text]) => read(path) !== text);
  if (onlyCheck && stale.length > 0) {
    throw new StartError(
      `Not up to date: ${stale.map(([path]) => path).join(", ")}. Run \`npm run generate\`.`,
    );
  }
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(projectRoot, path)), { recursive: true });
    writeFileSync(join(projectRoot, path), text);
    console.log(`wrote ${path}`);
  }
});

/** @throws Error that says what is wrong with the SDL, an event's schema, or an operation of the console. */
async function derive(): Promise<[path: string, text: string][]> {
  const schemaFiles = await deriveSchemaFiles();
  const consoleFiles = await deriveConsoleFiles(projectRoot, schemaFiles.get("schema/api.graphql") as string);
  return [...schemaFiles, ...consoleFiles];
}

function read(path: string): string | null {
  try {
    return readFileSync(join(projectRoot, path), "utf8");
  } catch {
    return null;
  }
}
