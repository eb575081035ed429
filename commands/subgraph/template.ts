/** Reads the template of a subgraph, templates/subgraph, and puts an entity in the place of its own. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type EntityNames, renameEntity } from "./entity-names.js";

/** Files by which the template is checked where it stands, and which a project has by itself. */
const onlyForChecks = /^schema\/(services\.ts|generated\/)/;

/** One file: its path in the project, its text, and the text in the template. */
export interface TemplateFile {
  path: string;
  text: string;
  original: string;
}

/** Returns the files of a subgraph for an entity. */
export const fillTemplate = (root: string, names: EntityNames): TemplateFile[] =>
  readTemplate(root, names).filter(({ path }) => !onlyForChecks.test(path));

function readTemplate(root: string, names: EntityNames): TemplateFile[] {
  const folder = join(root, "templates", "subgraph");
  const paths = readdirSync(folder, { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
  return paths.map((path) => {
    const original = readFileSync(join(folder, path), "utf8");
    return { path: renameEntity(path, names), text: renameEntity(original, names), original };
  });
}

/**
 * What code cannot name a variable or a property shorthand; what every object has; and `then`, by which an object of parts
 * would be taken for a promise.
 */
const keywords =
  "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
  "function if implements import in instanceof interface let new null package private protected public return static " +
  "super switch this throw true try typeof var void while with yield arguments eval " +
  "constructor prototype then";

/**
 * Names that the code of one file would have twice: for the entity, and for something else. Comments and texts are left
 * out; names in GraphQL documents are checked against the graph. In generated types only names of types can clash.
 */
export function findNameClashes(root: string, names: EntityNames): string[] {
  const clashes = readTemplate(root, names).flatMap(({ path, text, original }) => {
    if (!path.endsWith(".ts")) return [];
    const isRelevant = (name: string) => !path.startsWith("schema/generated/") || /^[A-Z]/.test(name);
    const before = identifiersIn(original);
    const others = new Set([...keywords.split(" "), ...before.filter((name) => !/sampleThing/i.test(name))]);
    const own = identifiersIn(text).filter((name, index) => name !== before[index]);
    return own.filter((name) => others.has(name) && isRelevant(name));
  });
  return [...new Set(clashes)];
}

function identifiersIn(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\/|(?<![:"'`\w])\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, " ")
    .replace(/`(?:[^`\\$]|\\.|\$(?!\{))*/g, " ");
  return code.match(/[A-Za-z_$][\w$]*/g) ?? [];
}
