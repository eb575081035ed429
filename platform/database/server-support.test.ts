/** Database servers that the product refuses. */
import { describe, expect, it } from "@jest/globals";
import { unsupportedReason } from "./server-support.js";

describe("a server that cannot be used", () => {
  it.each([
    ["FerretDB 1", { version: "7.0.42", versionArray: [7, 0, 42, 0], ferretdbVersion: "v1.24.2" }],
    ["MongoDB 5", { version: "5.0.9", versionArray: [5, 0, 9, 0] }],
  ])("%s is named", (_, buildInfo) => {
    expect(unsupportedReason(buildInfo)).toMatch(/FerretDB v1\.24\.2|version is 5/);
  });

  it.each([
    ["MongoDB 6", { version: "6.0.1", versionArray: [6, 0, 1, 0] }],
    ["MongoDB 8", { version: "8.0.0", versionArray: [8, 0, 0, 0] }],
    ["FerretDB 2", { version: "7.0.77", versionArray: [7, 0, 77, 0], ferretdb: { version: "v2.5.0" } }],
  ])("%s is none", (_, buildInfo) => {
    expect(unsupportedReason(buildInfo)).toBeNull();
  });
});
