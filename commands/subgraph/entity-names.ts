/** The names of an entity in each spelling that files of a subgraph use. */

import { settingPrefixOf } from "../../platform/settings/setting-prefix.js";
import { toPrintable } from "../../platform/text/printable.js";
import { singularOf } from "./singular.js";

/** An entity by the plural and the singular of its name, both in lower case with hyphens. */
export interface EntityNames {
  plural: string;
  /** Also the name of the subgraph. */
  singular: string;
}

/** PREFIX_NAME is a database's name, of 63 bytes at most, and PREFIX has up to 40 characters. */
const longestSingular = 22;
const longestPlural = 30;

/** Returns the names, or everything that is wrong with them. */
export function readEntityNames(plural: string, given?: string): EntityNames | string[] {
  const isGiven = given !== undefined;
  const singular = given ?? singularOf(plural);
  const problems = findFlaws(plural, longestPlural);
  if (problems.length === 0 && singular === null) {
    problems.push(`No singular of "${plural}" is known. Name it: --singular NAME.`);
  } else if (problems.length === 0 && singular === plural) {
    problems.push(`"${plural}" is its own singular: the fields for one and for all need two names.`);
  } else if (singular !== null && singular !== plural) {
    problems.push(...findFlaws(singular, longestSingular).filter(() => problems.length === 0 || isGiven));
  }
  return problems.length > 0 || singular === null ? problems : { plural, singular };
}

function findFlaws(name: string, longest: number): string[] {
  const shown = `"${toPrintable(name)}"`;
  if (!/^[a-z][a-z\d]*(?:-[a-z][a-z\d]*)*$/.test(name)) {
    return [`${shown} is no name: write words in lower case, a hyphen between two, such as order-items.`];
  }
  return name.length > longest ? [`${shown} is too long: at most ${longest} characters.`] : [];
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const toPascal = (name: string): string => name.split("-").map(capital).join("");
const toCamel = (name: string): string => {
  const pascal = toPascal(name);
  return `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`;
};
const toWords = (name: string): string => name.replaceAll("-", " ");
const articleOf = (name: string): string => (/^(?:[aeio]|u(?!ni|s|t))/.test(name) ? "an" : "a");

/** The GraphQL type. */
export const typeNameOf = ({ singular }: Pick<EntityNames, "singular">): string => toPascal(singular);
/** The fields of one and of all. */
export const fieldNamesOf = ({ singular, plural }: EntityNames): [one: string, all: string] => [
  toCamel(singular),
  toCamel(plural),
];

/** Every spelling of the names in a text. The order is that of a search: the longest of those that begin alike first. */
function spell({ plural, singular }: EntityNames): string[] {
  const [one, many] = [toWords(singular), toWords(plural)];
  const article = articleOf(singular);
  return [
    `${article} ${one}`,
    `${capital(article)} ${one}`,
    toPascal(plural),
    toPascal(singular),
    toCamel(plural),
    toCamel(singular),
    plural,
    singular,
    settingPrefixOf(singular),
    many,
    capital(many),
    one,
    capital(one),
  ];
}

/** The entity of the template in templates/subgraph. */
const templateNames: EntityNames = { plural: "sample-things", singular: "sample-thing" };

/** Puts an entity in the place of the template's, in a text or a path. */
export function renameEntity(text: string, names: EntityNames): string {
  const [before, after] = [spell(templateNames), spell(names)];
  return text.replace(new RegExp(before.join("|"), "g"), (found) => after[before.indexOf(found)] ?? found);
}
