/** Two subgraphs that share many fields of one entity, so that plans for its operations multiply. */
import { type FaultySubgraph, startFaultySubgraph } from "./faulty-subgraph.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])`;
const shared = ["a", "b", "c", "d", "e", "f"];
const fields = shared.map((name) => `${name}: String @shareable`).join(" ");

const sdlOf = (own: string, query: string) => `${link}
  type Query { ${query} }
  type Person @key(fields: "id") { id: ID! ${fields} ${own}: String friend: Person @shareable other: Person @shareable }`;

const personOf = (id: string) => ({
  id,
  ...Object.fromEntries([...shared, "left", "right"].map((name) => [name, `${name} of ${id}`])),
});
const resolvers = {
  __resolveReference: ({ id }: { id: string }) => personOf(id),
  friend: ({ id }: { id: string }) => personOf(`${id}f`),
  other: ({ id }: { id: string }) => personOf(`${id}o`),
};

/** Starts `left` and `right`. `Query.me` is of the first, `Query.you` of the second. */
export async function startSharedFields(): Promise<FaultySubgraph[]> {
  return [
    await startFaultySubgraph("left", sdlOf("left", "me: Person hello: String"), {
      Query: { me: () => personOf("1"), hello: () => "hello" },
      Person: resolvers,
    }),
    await startFaultySubgraph("right", sdlOf("right", "you: Person"), {
      Query: { you: () => personOf("2") },
      Person: resolvers,
    }),
  ];
}

/** An operation on `me`, `depth` people deep, each of whom doubles the work. `seed` makes it another one. */
export function dearOperation(depth: number, seed = "x"): string {
  const below = (left: number): string => {
    const own = `${shared.join(" ")} left right`;
    return left === 0 ? own : `${own} friend { ${below(left - 1)} } other { ${below(left - 1)} }`;
  };
  return `{ ${seed}: me { ${below(depth)} } }`;
}
