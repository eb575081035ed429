/** Reads the registered operations of the client releases that a check considers. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { CheckError } from "./check-error.js";
import { releaseName } from "./clients/release-name.js";
import type { RegisteredOperation } from "./schema-version.js";
import type { Layout } from "./versions/read-base.js";

/** Returns the files and folders of manifests: those that are asked for, or the layout's folder where there is one. */
export function manifestPaths({
  layout,
  operations,
}: {
  layout: Layout;
  operations?: readonly string[] | undefined;
}): string[] {
  if (operations) return operations.map((path) => (isAbsolute(path) ? path : join(layout.root, path)));
  const folder = join(layout.root, layout.operations);
  return existsSync(folder) ? [folder] : [];
}

/** Reads a list of the layout, which is empty where there is no such file. */
export function readOptional<Entry>(
  { root }: Layout,
  file: string,
  parse: (text: string, path: string) => Entry[],
  mustBeThere = false,
): Entry[] {
  const path = isAbsolute(file) ? file : join(root, file);
  if (!mustBeThere && !existsSync(path)) return [];
  try {
    return parse(readFileSync(path, "utf8"), file);
  } catch (error) {
    if (error instanceof CheckError) throw error;
    throw new CheckError([`${file} cannot be read: ${(error as Error).message}.`]);
  }
}

/** Returns the names of the client releases of these operations, each once. */
export const releasesOf = (operations: readonly RegisteredOperation[]): string[] => [
  ...new Set(operations.map(releaseName)),
];
