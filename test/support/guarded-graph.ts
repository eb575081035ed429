/** A graph of two subgraphs on which any directive can be put anywhere, with people and things that hang together. */
import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import type { Role } from "../../platform/roles.js";

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;

/** `#` marks where a directive may be put; what stands before it names the place. */
const people = `${link('"@key", "@authenticated", "@requiresScopes", "@policy", "@shareable"')}
  type Query #Query {
    node: Node #Query.node
    nodes: [Node] #Query.nodes
    mustNodes: [Node!]! #Query.mustNodes
    grid: [[Item!]]! #Query.grid
    any: [Any!] #Query.any
    me: Person #Query.me
    boss: Person! #Query.boss
    colour: Colour #Query.colour
    stamps: [Stamp!] #Query.stamps
    thing: Thing #Query.thing
  }
  type Mutation { rename: Person! #Mutation.rename
    drop: Item #Mutation.drop
    touch: Node #Mutation.touch
  }
  interface Node { id: ID! label: String owner: Person }
  interface Thing { weight: Int next: Thing label: String }
  type Person implements Node @key(fields: "id") #Person
  { id: ID!
    label: String #Person.label
    owner: Person #Person.owner
    friends: [Person!] #Person.friends
    name: String! #Person.name
    colour: Colour! #Person.colour
  }
  type Item implements Node & Thing #Item
  { id: ID!
    label: String! #Item.label
    owner: Person #Item.owner
    weight: Int #Item.weight
    next: Thing #Item.next
    parts: [[Any]!]! #Item.parts
  }
  type Ghost implements Node #Ghost
  { id: ID!
    label: String #Ghost.label
    owner: Person! #Ghost.owner
    stamp: Stamp! #Ghost.stamp
  }
  type Stone implements Thing #Stone
  { weight: Int #Stone.weight
    next: Item! #Stone.next
    label: String #Stone.label
  }
  union Any = Person | Item | Ghost
  enum Colour #Colour
  { RED BLUE }
  scalar Stamp #Stamp
`;
const scores = `${link('"@key", "@authenticated", "@requiresScopes", "@policy", "@shareable"')}
  type Person @key(fields: "id") { id: ID!
    score: Int! #Person.score
    badges: [Badge!]! #Person.badges
    best: Badge #Person.best
  }
  type Badge #Badge
  { title: String! #Badge.title
    level: Int #Badge.level
    holder: Person! #Badge.holder
  }
`;
const places = [...`${people}${scores}`.matchAll(/#([\w.]+)/g)].map(([, place]) => place!);

type Entity = Record<string, unknown> & { __typename: string };
/** The value of every root field, and every person by id. */
export const world = createWorld();

function createWorld(): Record<string, unknown> {
  const person = (id: string, more: object): Entity => ({
    __typename: "Person",
    id,
    label: `label of ${id}`,
    name: `name of ${id}`,
    colour: "RED",
    score: id.length,
    ...more,
  });
  const eve: Entity = person("eve", { owner: null, friends: null, badges: [], best: null });
  const bob: Entity = person("bob", { owner: eve, friends: [eve] });
  const ada: Entity = person("ada", { owner: null, friends: [bob, eve], label: null, colour: "BLUE" });
  const badge = (title: string, level: number | null, holder: Entity) => ({
    __typename: "Badge",
    title,
    level,
    holder,
  });
  Object.assign(bob, {
    badges: [badge("gold", 1, bob), badge("tin", null, eve)],
    best: badge("gold", 1, bob),
  });
  Object.assign(ada, { badges: [badge("iron", 2, bob)], best: null });
  const ghost: Entity = { __typename: "Ghost", id: "g", label: "boo", owner: ada, stamp: "then" };
  const small: Entity = {
    __typename: "Item",
    id: "i2",
    label: "small",
    owner: null,
    weight: null,
    next: null,
    parts: [],
  };
  const stone: Entity = { __typename: "Stone", weight: 9, next: small, label: null };
  const big: Entity = {
    __typename: "Item",
    id: "i1",
    label: "big",
    owner: bob,
    weight: 5,
    next: stone,
    parts: [[small, null, ghost], [ada]],
  };
  return {
    people: { ada, bob, eve },
    root: {
      node: ghost,
      nodes: [ada, big, null, ghost, bob],
      mustNodes: [big, eve, ghost],
      grid: [[big, small], null, []],
      any: [ghost, ada, big],
      me: ada,
      boss: bob,
      colour: "BLUE",
      stamps: ["now", "then"],
      thing: stone,
      rename: ada,
      drop: big,
      touch: ghost,
    },
  };
}

/** What a directive can ask for. */
export type Need = "authenticated" | "scope" | "policy";
/** The needs at each place: a type, or a type's field. */
export type Placement = ReadonlyMap<string, readonly Need[]>;
const written: Record<Need, string> = {
  authenticated: "@authenticated",
  scope: '@requiresScopes(scopes: [["admin"], ["x", "y"]])',
  policy: '@policy(policies: [["operations"]])',
};

/** Puts directives here and there. */
export function randomPlacement(random: () => number): Placement {
  const density = 0.05 + random() * 0.25;
  const needs: Need[] = ["authenticated", "scope", "policy"];
  return new Map(
    places
      .filter(() => random() < density)
      .map((place) => [
        place,
        needs.filter((_, index) => index === 0 || random() < 0.4).slice(random() < 0.5 ? 0 : 1),
      ]),
  );
}

/** The people that may be asked for, and what each can meet. */
export const callers: Record<string, { roles: Role[] | null; meets: readonly Need[] }> = {
  anonymous: { roles: null, meets: [] },
  user: { roles: ["USER"], meets: ["authenticated"] },
  admin: { roles: ["USER", "ADMIN"], meets: ["authenticated", "scope", "policy"] },
};

function withDirectives(sdl: string, placement: Placement): string {
  return sdl.replace(/#([\w.]+)/g, (_, place: string) =>
    (placement.get(place) ?? []).map((need) => written[need]).join(" "),
  );
}

const rootResolvers = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, () => (world["root"] as Record<string, unknown>)[name]]));

/** Composes the supergraph, and builds its subgraphs. */
export function buildGraph(placement: Placement) {
  const subgraphs = { people: withDirectives(people, placement), scores: withDirectives(scores, placement) };
  const { supergraphSdl, errors } = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: "http://unused", typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(String(errors));
  const findPerson = ({ id }: { id: string }) => (world["people"] as Record<string, Entity>)[id];
  const resolvers = {
    Query: rootResolvers([
      "node",
      "nodes",
      "mustNodes",
      "grid",
      "any",
      "me",
      "boss",
      "colour",
      "stamps",
      "thing",
    ]),
    Mutation: rootResolvers(["rename", "drop", "touch"]),
    Person: { __resolveReference: findPerson },
  };
  const { Person } = resolvers;
  return {
    supergraphSdl,
    schemas: {
      people: buildSubgraphSchema({ typeDefs: parse(subgraphs.people), resolvers: resolvers as never }),
      scores: buildSubgraphSchema({ typeDefs: parse(subgraphs.scores), resolvers: { Person } as never }),
    } as Record<string, GraphQLSchema>,
  };
}
