/** Finds the line of the new SDL where a reviewer looks for a finding. */
import { type ASTNode, type DocumentNode, Kind, parse } from "graphql";
import type { Finding } from "../finding.js";
import type { SchemaVersion } from "../schema-version.js";
import type { Place } from "./report.js";

/** Lines by coordinate: `Type`, `Type.field`, `Type.field(argument:)`. */
type Lines = ReadonlyMap<string, number>;

/**
 * Returns a reader of places. Of what is gone it returns the line of the closest element that is still there, in the
 * subgraph that had it.
 */
export function createPlaceFinder(base: SchemaVersion, head: SchemaVersion, folder: string) {
  const before = indexLines(base.subgraphs);
  const now = indexLines(head.subgraphs);
  return ({ coordinate, subgraph }: Finding): Place | undefined => {
    const candidates = prefixesOf(coordinate);
    const all = [...now.keys()];
    const changed = all.filter((name) => base.subgraphs.get(name) !== head.subgraphs.get(name));
    const had = all.filter(
      (name) => (now.get(name)?.has(coordinate) ?? false) !== (before.get(name)?.has(coordinate) ?? false),
    );
    const placeIn = (name: string, candidate: string): Place[] => {
      const line = now.get(name)?.get(candidate);
      return line === undefined ? [] : [{ file: `${folder}/${name}.graphql`, line }];
    };
    // What is gone from one subgraph may still be in another, which is not where to look.
    const [place] = [
      ...[...(subgraph ? [subgraph] : []), ...had].flatMap((name) =>
        candidates.flatMap((candidate) => placeIn(name, candidate)),
      ),
      ...candidates.flatMap((candidate) => changed.flatMap((name) => placeIn(name, candidate))),
      ...candidates.flatMap((candidate) => all.flatMap((name) => placeIn(name, candidate))),
    ];
    if (place !== undefined) return place;
    const [first] = changed;
    return first !== undefined && coordinate.includes(".")
      ? { file: `${folder}/${first}.graphql`, line: 1 }
      : undefined;
  };
}

/** `Query.tasks(first:)`, `Query.tasks`, `Query` */
function prefixesOf(coordinate: string): string[] {
  const [, type = coordinate, field, argument] =
    /^([^.( ]+)(?:\.([^(]+))?(?:\(([^:]+):\))?/.exec(coordinate) ?? [];
  return [
    ...(argument === undefined ? [] : [`${type}.${field}(${argument}:)`]),
    ...(field === undefined ? [] : [`${type}.${field}`]),
    type,
  ];
}

function indexLines(subgraphs: ReadonlyMap<string, string>): Map<string, Lines> {
  return new Map([...subgraphs].map(([name, sdl]) => [name, linesOf(parse(sdl))]));
}

function linesOf({ definitions }: DocumentNode): Lines {
  const lines = new Map<string, number>();
  // The name's line: a description stands before it.
  const add = (coordinate: string, { name }: { name: ASTNode }) => {
    if (!lines.has(coordinate)) lines.set(coordinate, name.loc?.startToken.line ?? 1);
  };
  for (const definition of definitions) {
    if (!("name" in definition) || definition.name === undefined) continue;
    const type = definition.name.value;
    const prefix = definition.kind === Kind.DIRECTIVE_DEFINITION ? `@${type}` : type;
    add(prefix, { name: definition.name });
    for (const value of "values" in definition ? (definition.values ?? []) : [])
      add(`${type}.${value.name.value}`, value);
    for (const field of "fields" in definition ? (definition.fields ?? []) : []) {
      add(`${type}.${field.name.value}`, field);
      for (const argument of "arguments" in field ? (field.arguments ?? []) : []) {
        add(`${type}.${field.name.value}(${argument.name.value}:)`, argument);
      }
    }
  }
  return lines;
}
