/** The subgraphs of this graph, as tests of their rules need them. */
import type { SubgraphDefinition } from "../../platform/graphql/subgraph-server.js";
import { subgraphNames } from "../../schema/services.js";

/** All of them: of each, the one export of resolvers.ts and of rules.ts. */
export const subgraphDefinitions: readonly SubgraphDefinition[] = await Promise.all(
  subgraphNames.map(async (name) => ({
    name,
    resolvers: await readExport(name, "resolvers"),
    rules: (await readExport(name, "rules")) as SubgraphDefinition["rules"],
  })),
);

async function readExport(name: string, file: string): Promise<object> {
  const exported = (await import(`../../subgraphs/${name}/${file}.js`)) as Record<string, object>;
  const [value, ...others] = Object.values(exported);
  if (value === undefined || others.length > 0)
    throw new Error(`subgraphs/${name}/${file}.ts must have one export.`);
  return value;
}
