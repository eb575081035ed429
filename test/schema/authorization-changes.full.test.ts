/** What the schema check says about authorization, held against the gateway's own decisions before and after. */
import { expect, it } from "@jest/globals";
import { compareWithGateway } from "../support/authorization-oracle.js";
import { libraryGraph } from "../support/library-graph.js";
import { ownSubgraphs } from "../support/schema-versions.js";

it.each([
  ["this project's graph", ownSubgraphs, 200],
  ["a foreign graph", libraryGraph, 800],
])(
  "the check of authorization and the gateway agree on random edits of %s",
  (_what, sdls, rounds) => {
    const tally = compareWithGateway(sdls, 2, rounds);
    expect(tally.rounds).toBe(rounds);
    // Otherwise the test would have shown nothing.
    for (const kind of ["loosened", "tightened", "refused", "admitted"] as const)
      expect({ kind, count: tally[kind] }).toEqual({ kind, count: expect.any(Number) });
    expect(Math.min(tally.refused, tally.admitted)).toBeGreaterThan(rounds / 50);
    expect(Math.min(tally.loosened, tally.tightened)).toBeGreaterThan(rounds / 2);
  },
  600_000,
);
