/** The same with 1,000 edits. */
import { describe, expect, it } from "@jest/globals";
import { holdRandomEdits } from "../../support/edited-schemas.js";

describe("1,000 random edits", () => {
  it("are breaking for the operations that the new schema refuses", async () => {
    const { breaking, brokenOperations } = await holdRandomEdits(
      1_000,
      Number(process.env["TEST_SEED"] ?? 1),
    );
    expect(breaking).toBeGreaterThan(400);
    expect(brokenOperations).toBeGreaterThan(1_000);
  }, 600_000);
});
