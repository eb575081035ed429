/** Writes the checksums of each subgraph's migrations, which a database stores with what it has had. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const fileName = /^(\d{4})-[a-z\d]+(?:-[a-z\d]+)*\.ts$/;

/**
 * Returns the path and text of a subgraph's file of checksums.
 * @throws Error when a migration that is in the file already was edited, or two have the same number.
 */
export function writeMigrationChecksums(root: string, service: string): [path: string, text: string] {
  const folder = `subgraphs/${service}/migrations`;
  const path = `${folder}/checksums.generated.ts`;
  const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  const written = readChecksums(join(root, path));
  const numbers = new Map<string, string>();
  const lines = files.sort().flatMap((file) => {
    const number = fileName.exec(file)?.[1];
    if (number === undefined) return [];
    const other = numbers.get(number);
    if (other !== undefined)
      throw new Error(`${folder}/${other} and ${file} have the same number: rename the later one.`);
    numbers.set(number, file);
    const name = file.slice(0, -".ts".length);
    const checksum = checksumOf(readFileSync(join(root, folder, file), "utf8"));
    if ((written.get(name) ?? checksum) !== checksum) {
      throw new Error(
        `${folder}/${file} was edited. Databases may have had it: undo the edit, and write a new migration. ` +
          `If none has had it, delete its line from ${path}.`,
      );
    }
    return [`  "${name}": "${checksum}",\n`];
  });
  const text = `/** Written by \`npm run generate\`. */\nexport const checksums = {${lines.length > 0 ? `\n${lines.join("")}` : ""}};\n`;
  return [path, text];
}

function readChecksums(path: string): Map<string, string> {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return new Map([...text.matchAll(/^ {2}"([^"]+)": "([^"]+)",$/gm)].map(([, name, sum]) => [name!, sum!]));
}

/** Returns the SHA-256 of a source's tokens, so that comments and format do not count. */
function checksumOf(source: string): string {
  const file = ts.createSourceFile("migration.ts", source, ts.ScriptTarget.Latest);
  const hash = createHash("sha256");
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(file);
    if (children.length === 0) hash.update(`${node.getText(file)}\n`);
    for (const child of children) visit(child);
  };
  visit(file);
  return hash.digest("hex");
}
