/** The words of comments, messages and documents: plain technical English, as CONTRIBUTING.md asks for. */
import { describe, expect, it } from "@jest/globals";
import { readProjectFile } from "../support/deployment-files.js";
import { listProjectFiles } from "../support/project-files.js";

const isTest = /^(embedded-mongo\/)?test\/|\.test\.ts$/;
const sources = listProjectFiles(
  /\.(ts|tsx|mjs|cjs|graphql|json|md|yml|yaml|sh|txt|html|css|js)$|^(Dockerfile|\.dockerignore)$/,
);
const product = sources.filter((path) => !isTest.test(path) && path !== "package-lock.json");

/** Persons without a name; write "the caller", "the client", "no service" or the like. */
const vague = /\b(somebody|nobody|whoever|someone|anybody)\b|\bmade of\b/i;

describe("the words of the product", () => {
  it("name persons and parts by the vocabulary's words", () => {
    const lines = product.flatMap((path) =>
      readProjectFile(path)
        .split("\n")
        .flatMap((line, index) => (vague.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(lines).toEqual([]);
  });

  it("are looked for in code, schemas, documents and deployment files", () => {
    for (const path of [
      "gateway/pipeline.ts",
      "schema/auth.graphql",
      "docs/events.md",
      "Dockerfile",
      "README.md",
    ])
      expect(product).toContain(path);
  });
});
