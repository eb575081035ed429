/** The same with 1,000 edits. */
import { describe, expect, it } from "@jest/globals";
import { holdRandomEdits } from "../../support/edited-schemas.js";

describe("1,000 random edits", () => {
  it("are told by the operations that the new schema or the gateway's authorization refuses, and no others", async () => {
    const { breaking, brokenOperations, changedPermissions } = await holdRandomEdits(
      1_000,
      Number(process.env["TEST_SEED"] ?? 1),
    );
    expect(breaking).toBeGreaterThan(400);
    expect(brokenOperations).toBeGreaterThan(1_000);
    expect(changedPermissions).toBeGreaterThan(500);
  }, 600_000);
});
