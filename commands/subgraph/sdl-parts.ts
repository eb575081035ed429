/** The types and fields that one subgraph alone gives the graph. */
import { type DefinitionNode, type DocumentNode, parse } from "graphql";

/** Names of types, and coordinates of fields such as `Query.tasks`. */
export type SdlParts = ReadonlySet<string>;

/** What is in `own` and in no other SDL. Built-in types and directives are left out. */
export function findOwnParts(own: string, others: readonly string[]): SdlParts {
  const shared = new Set(others.flatMap((sdl) => listParts(parse(sdl))));
  return new Set(listParts(parse(own)).filter((part) => !shared.has(part)));
}

/** The fields of a root type among the parts. */
export const fieldsOf = (parts: SdlParts, type: "Query" | "Mutation"): string[] =>
  [...parts].flatMap((part) => (part.startsWith(`${type}.`) ? [part.slice(type.length + 1)] : []));

/** Cuts the parts out of an SDL, with their descriptions and lines; all else stays as it is written. */
export function cutParts(sdl: string, parts: SdlParts): string {
  const cuts = parse(sdl).definitions.flatMap((definition) => {
    const type = nameOf(definition);
    if (type === undefined || !definition.loc) return [];
    if (parts.has(type)) return [definition.loc];
    return fieldNodesOf(definition)
      .filter(({ name }) => parts.has(`${type}.${name.value}`))
      .flatMap(({ loc }) => loc ?? []);
  });
  return cuts.reduceRight((text, { start, end }) => {
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const rest = text.slice(end).replace(/^\n(?=(\n?))/, "");
    return text.slice(0, lineStart) + rest;
  }, sdl);
}

function listParts({ definitions }: DocumentNode): string[] {
  return definitions.flatMap((definition) => {
    const type = nameOf(definition);
    if (type === undefined) return [];
    return [type, ...fieldNodesOf(definition).map(({ name }) => `${type}.${name.value}`)];
  });
}

const nameOf = (definition: DefinitionNode): string | undefined =>
  "name" in definition ? definition.name?.value : undefined;

const fieldNodesOf = (definition: DefinitionNode) =>
  "fields" in definition ? (definition.fields ?? []) : [];
