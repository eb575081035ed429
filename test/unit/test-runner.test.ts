/** The runner of the test files, in a run of its own. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";
import { temporaryFolder } from "../support/command.js";

it("runs a file in a process that is ready only when others have begun theirs", () => {
  const folder = temporaryFolder();
  const begun = JSON.stringify(join(folder, "begun"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const runner = join(projectRoot, "test/support/jest/runner.mjs");
  write("jest.config.json", JSON.stringify({ runner, transform: {}, testMatch: ["**/*.test.mjs"] }));
  for (const name of ["first", "second", "third"])
    write(
      `${name}.test.mjs`,
      `import { writeFileSync } from "node:fs"; writeFileSync(${begun}, ""); test("runs", () => {});`,
    );
  // The third process loads the runner's part for workers when another has begun its file.
  write(
    "late-hook.mjs",
    `import { existsSync } from "node:fs";
    export async function load(url, context, next) {
      if (url.endsWith("/worker-runner.js"))
        while (!existsSync(${begun})) await new Promise((resolve) => setImmediate(resolve));
      return next(url, context);
    }`,
  );
  write(
    "late.mjs",
    `import { register } from "node:module";
    if (process.env.TINYPOOL_WORKER_ID === "3") register("./late-hook.mjs", import.meta.url);`,
  );

  const { status, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", join(projectRoot, "node_modules/jest/bin/jest.js"), "--maxWorkers=3"],
    {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: `--import ${pathToFileURL(join(folder, "late.mjs")).href}` },
      encoding: "utf8",
      timeout: 60_000,
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("3 passed, 3 total") });
});
