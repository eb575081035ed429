/** Reads the manifests of registered operations: one a client release, named `CLIENT@RELEASE.json`. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { GraphQLError, parse } from "graphql";
import { parseManifest } from "../../../gateway/operations/manifest.js";
import { CheckError } from "../check-error.js";
import type { RegisteredOperation } from "../schema-version.js";
import { oneLine } from "../versions/to-version.js";

/** The text of a manifest. */
export interface ManifestText {
  /** The file's name without its folder. */
  file: string;
  text: string;
}

/** Reads files, and of folders each *.json. @throws CheckError naming each that cannot be read. */
export function readManifests(paths: readonly string[]): ManifestText[] {
  const problems: string[] = [];
  const manifests = paths.flatMap((path) => {
    try {
      const files = statSync(path).isDirectory() ? jsonFilesOf(path) : [path];
      return files.map((file) => ({ file: basename(file), text: readFileSync(file, "utf8") }));
    } catch (error) {
      problems.push(`The operations cannot be read: ${(error as Error).message}.`);
      return [];
    }
  });
  if (problems.length > 0) throw new CheckError(problems);
  return manifests;
}

const jsonFilesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name));

/** The operations of manifests. @throws CheckError naming each manifest or operation that is not one. */
export function parseOperations(manifests: readonly ManifestText[]): RegisteredOperation[] {
  const problems: string[] = [];
  const operations = manifests.flatMap(({ file, text }) => {
    const { client, release } = releaseOf(file);
    try {
      return parseManifest(text, file).operations.map(({ name, body }) => ({
        client,
        release,
        name,
        document: parseBody(file, name, body),
      }));
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  });
  if (problems.length > 0) throw new CheckError(problems);
  return operations;
}

/** `web@1.4.json` is release 1.4 of web; a name without @ is a client without releases. */
function releaseOf(file: string): { client: string; release: string } {
  const name = file.replace(/\.json$/, "");
  const at = name.lastIndexOf("@");
  return at <= 0 ? { client: name, release: "" } : { client: name.slice(0, at), release: name.slice(at + 1) };
}

function parseBody(file: string, name: string, body: string) {
  try {
    return parse(body, { noLocation: true });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new CheckError([`${file}: the operation ${name} is no GraphQL: ${oneLine(error.message)}`]);
  }
}
