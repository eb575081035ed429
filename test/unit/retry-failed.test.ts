/** What a run of tests does with files that failed, where it was asked to try them again. */
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";

type Run = { code: number; outcome: object | null };
const { retryFailed } = (await import(join(projectRoot, "commands/launch/retry-failed.mjs"))) as {
  retryFailed(first: Run, again: (file: string) => Promise<Run>, say: (line: string) => void): Promise<Run>;
};

const lines: string[] = [];
const say = (line: string) => void lines.push(line);
const run = (passed: number, failed: number, names: string[]) => ({
  code: 1,
  outcome: {
    passed,
    failed,
    skipped: 0,
    slowest: "",
    failedFiles: names.map((name) => join(projectRoot, "test", name)),
  },
});

it("is green if each failed file passes alone, and counts its tests as passed", async () => {
  const files: string[] = [];
  const again = async (file: string) => {
    files.push(file);
    return { code: 0, outcome: { passed: 4, failed: 0 } };
  };
  const { code, outcome } = await retryFailed(run(10, 2, ["a.test.ts", "b.test.ts"]), again, say);
  expect(files).toEqual(["test/a.test.ts", "test/b.test.ts"]);
  expect({ code, outcome }).toMatchObject({ code: 0, outcome: { passed: 12, failed: 0 } });
});

it("stays red with what fails twice", async () => {
  const again = async (file: string) =>
    file.includes("a.test") ? { code: 0, outcome: { failed: 0 } } : { code: 1, outcome: null };
  const { code, outcome } = await retryFailed(run(10, 3, ["a.test.ts", "b.test.ts"]), again, say);
  expect(lines.at(-1)).toContain("UNSTEADY, passed only the second time: test/a.test.ts");
  expect({ code, outcome }).toMatchObject({ code: 1, outcome: { passed: 12, failed: 1 } });
});

it.each([
  ["no file failed", run(10, 0, [])],
  ["more than three files failed", run(10, 4, ["a", "b", "c", "d"])],
  ["the run left no outcome", { code: 1, outcome: null }],
])("runs nothing again when %s", async (_case, first) => {
  const again = (file: string) => Promise.reject(new Error(`It ran ${file} again.`));
  expect(await retryFailed(first, again, say)).toBe(first);
});
