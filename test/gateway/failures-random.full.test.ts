/** The same as `failures-random.test.ts` for many more operations. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type FailingGraph, startFailingGraph } from "../support/random-failures.js";

let graph: FailingGraph;
beforeAll(async () => {
  graph = await startFailingGraph();
});
afterAll(() => graph.stop());

it.each(Array.from({ length: 12 }, (_, index) => index + 100))(
  "tells of each null, seed %d",
  async (seed) => {
    expect((await graph.run(seed, 400)).wrong.slice(0, 3)).toEqual([]);
  },
);
