/** Reads the manifests of registered operations, in the format of Apollo's generate-persisted-query-manifest. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { StartError } from "../../platform/lifecycle.js";
import { hashText } from "./hash-text.js";

/** The operations that front ends have registered. */
export interface Manifest {
  /** Their texts, each with its SHA-256, by id. */
  byId: ReadonlyMap<string, { source: string; hash: string }>;
  /** The same texts. */
  bodies: ReadonlySet<string>;
  /** The names of the operations. */
  names: ReadonlySet<string>;
  /** The clients whose operations they are: the names of the files, `CLIENT@RELEASE.json`. */
  clients: ReadonlySet<string>;
}

/** The content of a manifest. */
export interface ManifestFile {
  format: "apollo-persisted-query-manifest";
  version: 1;
  operations: readonly ManifestOperation[];
}

/** One registered operation. The id is its client's choice, by default the SHA-256 of the body in hex. */
export interface ManifestOperation {
  id: string;
  name: string;
  type: "query" | "mutation" | "subscription";
  body: string;
}

/**
 * Reads a manifest, or all *.json of a folder as one.
 * @throws StartError when one is not readable or not a manifest.
 */
export function readManifest(path: string): Manifest {
  const files = manifestFiles(path);
  const operations = files.flatMap((file) =>
    parseManifest(readText(file), file).operations.map((operation) => ({ ...operation, file })),
  );
  const byId = new Map<string, { source: string; hash: string }>();
  for (const { id, body, file } of operations) {
    const before = byId.get(id);
    if (before !== undefined && before.source !== body) {
      throw new StartError(
        `The manifest ${file} gives the id ${id} to another operation than one before it.`,
      );
    }
    byId.set(id, before ?? { source: body, hash: hashText(body) });
  }
  return {
    byId,
    bodies: new Set(operations.map(({ body }) => body)),
    names: new Set(operations.map(({ name }) => name)),
    clients: new Set(files.map((file) => basename(file, ".json").replace(/@.*$/, ""))),
  };
}

function manifestFiles(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => name.endsWith(".json"));
  if (files.length === 0)
    throw new StartError(`The folder ${path} holds no manifest; set OPERATIONS_MANIFEST.`);
  return files.sort().map((name) => join(path, name));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new StartError(`The manifest ${path} cannot be read; set OPERATIONS_MANIFEST.`);
  }
}

/** Reads the text of a manifest. @throws StartError that names the mistake. */
export function parseManifest(text: string, path: string): ManifestFile {
  let manifest: Partial<ManifestFile> | null;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new StartError(`The manifest ${path} is not JSON.`);
  }
  if (manifest?.format !== "apollo-persisted-query-manifest" || manifest.version !== 1) {
    throw new StartError(
      `${path} is no manifest of operations: its format must be "apollo-persisted-query-manifest", version 1.`,
    );
  }
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  const wrong = Array.isArray(manifest.operations)
    ? manifest.operations.findIndex((one) => !isText(one?.id) || !isText(one?.name) || !isText(one?.body))
    : 0;
  if (wrong >= 0)
    throw new StartError(`In the manifest ${path}, operation ${wrong} lacks an id, name or body.`);
  return manifest as ManifestFile;
}
