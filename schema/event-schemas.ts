/** Keeps the schemas of events honest: well formed, complete, and never changed so that a reader would break. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventSchema, type EventSchemas, essenceOf, findBreaks } from "./event-schema-breaks.js";
import { findFlaws } from "./event-schema-flaws.js";

/**
 * The text of FOLDER/published.json that belongs to the schemas in FOLDER: what readers may rely on from now on.
 * @throws Error that lists everything that is wrong with the schemas, or with changing the published ones so.
 */
export function publishEventSchemas(folder: string): string {
  const schemas = readEventSchemas(folder);
  const problems = [...findFlaws(schemas), ...findBreaks(readPublished(folder), schemas)];
  if (problems.length > 0) throw new Error(`Events' schemas:\n  ${problems.join("\n  ")}`);
  const names = Object.keys(schemas).sort();
  const essence = Object.fromEntries(names.map((name) => [name, essenceOf(schemas[name] ?? {})]));
  return `${JSON.stringify(essence, null, 2)}\n`;
}

/** Reads FOLDER/TYPE/VERSION.json. @throws Error naming the file that is no JSON. */
export function readEventSchemas(folder: string): EventSchemas {
  const types = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = types.flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  return Object.fromEntries(
    files.map((file) => [file.replace(/\.json$/, ""), readJson(join(folder, file)) as EventSchema]),
  );
}

function readPublished(folder: string): EventSchemas {
  try {
    return readJson(join(folder, "published.json")) as EventSchemas;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function readJson(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`);
  }
}
