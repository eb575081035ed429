/** Notes in schema/events/published.json what readers of events may rely on; with `--check`, fails when that is not done. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventSchemaFolder } from "../platform/events/schemas.js";
import { publishEventSchemas } from "./event-schemas.js";

const path = join(eventSchemaFolder, "published.json");

try {
  const text = publishEventSchemas(eventSchemaFolder);
  if (process.argv.includes("--check")) {
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
      throw new Error("Not up to date: schema/events/published.json. Run `npm run generate`.");
    }
  } else {
    writeFileSync(path, text);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
