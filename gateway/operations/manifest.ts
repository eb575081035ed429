/** Reads the manifest of registered operations, in the format of Apollo's generate-persisted-query-manifest. */
import { readFileSync } from "node:fs";
import { StartError } from "../../platform/lifecycle.js";
import { hashText } from "./hash-text.js";

/** The operations that front ends have registered. */
export interface Manifest {
  /** Their texts, each with its SHA-256, by id. */
  byId: ReadonlyMap<string, { source: string; hash: string }>;
  /** The same texts. */
  bodies: ReadonlySet<string>;
}

/** What stands in a manifest. */
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

/** Reads a manifest. @throws StartError when it cannot be read or is not one. */
export function readManifest(path: string): Manifest {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new StartError(`The manifest ${path} cannot be read; set OPERATIONS_MANIFEST.`);
  }
  const { operations } = parseManifest(text, path);
  return {
    byId: new Map(operations.map(({ id, body }) => [id, { source: body, hash: hashText(body) }])),
    bodies: new Set(operations.map(({ body }) => body)),
  };
}

/** Reads the text of a manifest. @throws StartError saying what is wrong with it. */
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
