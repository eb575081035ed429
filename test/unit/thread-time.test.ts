/** Processor time is read by thread, so that a thread that waits uses none of its limit. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, it } from "@jest/globals";
import { projectRoot } from "../../platform/project-root.js";
import { readThreadTime } from "../../platform/thread-time.js";

const itWhereThreadsAreCounted = existsSync("/proc/thread-self/stat") ? it : it.skip;

itWhereThreadsAreCounted("another thread's time counts its work, and not its waiting", async () => {
  const priority = join(projectRoot, "dist/platform/thread-priority.js");
  const script = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(priority)}).then(({ readThreadNumber }) => {
      parentPort.postMessage(readThreadNumber());
      parentPort.on("message", (isToWork) => {
        if (isToWork) for (let step = 0, sum = 0; step < 1e8; step += 1) sum += Math.sqrt(step);
        else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        parentPort.postMessage("done");
      });
    });`;
  const worker = new Worker(script, { eval: true });
  const next = () => new Promise<unknown>((resolve) => worker.once("message", resolve));
  const thread = (await next()) as number;
  const timeOf = async (isToWork: boolean) => {
    const before = readThreadTime(thread);
    worker.postMessage(isToWork);
    await next();
    return readThreadTime(thread) - before;
  };
  expect(await timeOf(false)).toBeLessThan(100);
  expect(await timeOf(true)).toBeGreaterThan(0);
  await worker.terminate();
});
