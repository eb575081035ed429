/** Random edits of the authorization directives of subgraphs: on types, fields, enums and scalars. */
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  print,
  visit,
} from "graphql";

/** The words that the directives ask for. */
export const scopes = ["admin", "x", "y"];
export const policies = ["operations"];

const guards = ["authenticated", "requiresScopes", "policy"];

type Guarded = DefinitionNode | FieldDefinitionNode;

/** Returns the SDLs with one to three edits: a directive that is added, taken away, or asks for something else. */
export function editDirectives(
  sdls: ReadonlyMap<string, string>,
  random: () => number,
): ReadonlyMap<string, string> {
  const edited = new Map(
    [...sdls].map(([name, sdl]) => [name, parse(importGuards(sdl), { noLocation: true })]),
  );
  const choose = <One>(from: readonly One[]): One => from[Math.floor(random() * from.length)]!;
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) {
    const name = choose([...edited.keys()]);
    const document = edited.get(name)!;
    const places = findPlaces(document);
    const guarded = places.filter(({ directives = [] }) => directives.some(isGuard));
    const place = guarded.length > 0 && random() < 0.6 ? choose(guarded) : choose(places);
    edited.set(name, replaceGuards(document, place, random() < 0.5 ? [] : [randomGuard(random, choose)]));
  }
  return new Map([...edited].map(([name, document]) => [name, print(document)]));
}

/** Adds the three directives to what the SDL imports from the federation. */
function importGuards(sdl: string): string {
  return sdl.replace(
    /(specs\.apollo\.dev\/federation[^\]]*?import:\s*\[)([^\]]*)\]/,
    (_all, before: string, names: string) => {
      const missing = guards.map((guard) => `"@${guard}"`).filter((name) => !names.includes(name));
      return `${before}${names} ${missing.join(" ")}]`;
    },
  );
}

function findPlaces(document: DocumentNode): Guarded[] {
  return document.definitions.flatMap((one): Guarded[] => {
    if (one.kind === Kind.ENUM_TYPE_DEFINITION || one.kind === Kind.SCALAR_TYPE_DEFINITION) return [one];
    return one.kind === Kind.OBJECT_TYPE_DEFINITION ? [one, ...(one.fields ?? [])] : [];
  });
}

function replaceGuards(document: DocumentNode, place: Guarded, guard: ConstDirectiveNode[]): DocumentNode {
  return visit(document, {
    enter(node) {
      if (node !== place) return undefined;
      const { directives = [] } = place as FieldDefinitionNode;
      const others = directives.filter((one) => !isGuard(one));
      return { ...node, directives: [...others, ...guard] };
    },
  }) as DocumentNode;
}

function isGuard({ name }: { name: { value: string } }): boolean {
  return guards.includes(name.value);
}

function randomGuard(random: () => number, choose: <One>(from: readonly One[]) => One): ConstDirectiveNode {
  const dice = random();
  const lists = () => {
    const words = dice < 0.7 ? scopes : policies;
    const all = () => [...new Set([choose(words), choose(words)].slice(0, 1 + Math.floor(random() * 2)))];
    return JSON.stringify(random() < 0.6 ? [all()] : [all(), all()]);
  };
  const text =
    dice < 0.35
      ? "@authenticated"
      : dice < 0.7
        ? `@requiresScopes(scopes: ${lists()})`
        : `@policy(policies: ${lists()})`;
  const [definition] = parse(`scalar S ${text}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? definition.directives![0]! : (undefined as never);
}
