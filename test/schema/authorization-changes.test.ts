/** A few rounds of what authorization-changes.full.test.ts does a thousand times. */
import { expect, it } from "@jest/globals";
import { compareWithGateway } from "../support/authorization-oracle.js";
import { libraryGraph } from "../support/library-graph.js";
import { ownSubgraphs } from "../support/schema-versions.js";

it.each([
  ["this project's graph", ownSubgraphs],
  ["a foreign graph", libraryGraph],
])("the check of authorization and the gateway agree on random edits of %s", (_what, sdls) => {
  const tally = compareWithGateway(sdls, 1, 5);
  expect(tally.loosened + tally.tightened).toBeGreaterThan(0);
});
