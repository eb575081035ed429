/** docs/request-lifecycle.md names files and codes that exist. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { errorCodes } from "../../platform/errors.js";
import { projectRoot } from "../../platform/project-root.js";
import { readProjectFile } from "../support/deployment-files.js";

const page = readProjectFile("docs/request-lifecycle.md");
const quoted = [...page.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

it("names a file for each step, and each of them exists", () => {
  const steps = page.split(/^### /m).slice(1);
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.filter((step) => !/^- Files: `[\w/-]+\.ts`/m.test(step))).toEqual([]);
  const files = quoted.filter((text) => text.endsWith(".ts"));
  expect(files.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
});

it("names codes of the catalogue", () => {
  const codes = quoted.filter((text) => /^[A-Z]+(?:_[A-Z]+)*$/.test(text) && text !== "GET");
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !errorCodes.some((known) => known === code))).toEqual([]);
});

it("lists the pipeline's steps in the order in which the code calls them", () => {
  const steps = [...page.matchAll(/^### \d+\. (.+)$/gm)].map(([, name]) => name!.toLowerCase());
  const pipeline = readProjectFile("gateway/pipeline.ts");
  const comments = [...pipeline.matchAll(/^ {2}\/\/ ([A-Z][a-z ]+)\./gm)].flatMap(([, name]) =>
    name!.toLowerCase().replace("plan and execute", "plan|execute").split("|"),
  );
  expect(comments).toEqual(steps.filter((name) => comments.includes(name)));
  expect(comments.length).toBeGreaterThanOrEqual(7);
});
