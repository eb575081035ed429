/** The check against oracles, for random edits: operations that are accepted before and not after, and the other way. */
import { describe, expect, it } from "@jest/globals";
import { holdRandomEdits } from "../../support/edited-schemas.js";

describe("25 random edits", () => {
  it("are told by the operations that the new schema or the gateway's authorization refuses, and no others", async () => {
    const { breaking, brokenOperations, changedPermissions } = await holdRandomEdits(25, 7);
    expect(breaking).toBeGreaterThan(12);
    expect(brokenOperations).toBeGreaterThan(25);
    expect(changedPermissions).toBeGreaterThan(5);
  });
});
