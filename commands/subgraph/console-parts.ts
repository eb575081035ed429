/** The parts of the console that belong to one subgraph: `npm run remove:subgraph` takes them away. */

import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder of the pages of a list of the graph; `plural` is its name, in lower case with hyphens. */
export const consoleFolderOf = (plural: string): string => `web/${plural}`;

/** Returns which of these fields of Query have pages, by their names in lower case with hyphens. */
export const findConsolePages = (root: string, fields: readonly string[]): string[] =>
  fields
    .map((field) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
    .filter((plural) => existsSync(join(root, consoleFolderOf(plural))));

/** The lines by which other files of the console know that folder. */
export const consoleLinesOf = (plural: string): readonly (readonly [file: string, lines: RegExp])[] => [
  [
    "web/app/pages.ts",
    new RegExp(`(?:^// .*\\n)?^route\\(\\n {2}"/${plural}",\\n(?: {2}.*\\n)+\\);\\n\\n?`, "m"),
  ],
  ["web/app/navigation.ts", new RegExp(`^ {2}\\["/${plural}", .*\\],\\n`, "m")],
  ["web/app/pages.ts", new RegExp(`^ {2}"?${plural}"?: async .*\\n`, "m")],
];
