/** Random operations over subgraphs that fail in every way: each null that a failure leaves has an error. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type FailingGraph, startFailingGraph } from "../support/random-failures.js";

let graph: FailingGraph;
beforeAll(async () => {
  graph = await startFailingGraph();
});
afterAll(() => graph.stop());

it.each([1, 2])("tells of each null that a failure leaves at its path, seed %d", async (seed) => {
  const { healthy, failed, wrong } = await graph.run(seed, 100);
  expect(wrong.slice(0, 3)).toEqual([]);
  // Otherwise the test would have shown nothing.
  expect(healthy).toBeGreaterThan(30);
  expect(failed).toBeGreaterThan(15);
});
