/** The check against oracles, for random edits: operations that are accepted before and not after, and the other way. */
import { describe, expect, it } from "@jest/globals";
import { holdRandomEdits } from "../../support/edited-schemas.js";

describe("60 random edits", () => {
  it("are breaking for the operations that the new schema refuses", async () => {
    const { breaking, brokenOperations } = await holdRandomEdits(60, 7);
    expect(breaking).toBeGreaterThan(20);
    expect(brokenOperations).toBeGreaterThan(60);
  });
});
