/** Recognizes fetches that are known to be slow, which get places and a breaker of their own. */
import { type GraphQLSchema, parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { LRUCache } from "lru-cache";
import type { CostRules } from "../limits/cost-rules.js";

/** The maximum number of texts whose result is cached. */
const remembered = 2_000;

/**
 * Creates the test. A fetch is heavy when it selects a field whose own `@cost` in the supergraph is at least
 * `leastCost`: in this project's graph, the fields that hash a password.
 */
export function createHeavyFetches(leastCost: number) {
  const verdicts = new LRUCache<string, boolean>({ max: remembered });
  let graph: { schema: GraphQLSchema; fields: ReadonlySet<string> } | null = null;

  const judge = (query: string, { schema, fields }: NonNullable<typeof graph>): boolean => {
    const types = new TypeInfo(schema);
    let isHeavy = false;
    visit(
      parse(query, { noLocation: true }),
      visitWithTypeInfo(types, {
        Field({ name }) {
          isHeavy ||= fields.has(`${types.getParentType()?.name}.${name.value}`);
        },
      }),
    );
    return isHeavy;
  };

  return {
    /** Sets the schema and its costs. */
    setGraph(schema: GraphQLSchema, { weights }: CostRules): void {
      const fields = [...weights].filter(([key, weight]) => key.includes(".") && weight >= leastCost);
      graph = { schema, fields: new Set(fields.map(([key]) => key)) };
      verdicts.clear();
    },

    /** Returns whether a fetch, with the text that the planner wrote, is heavy. */
    isHeavy(query: string): boolean {
      if (graph === null || graph.fields.size === 0) return false;
      const known = verdicts.get(query);
      if (known !== undefined) return known;
      const verdict = judge(query, graph);
      verdicts.set(query, verdict);
      return verdict;
    },
  };
}
