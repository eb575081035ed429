/** Preloaded into a process under test: at SIGUSR2 it collects garbage and prints what is left, in bytes. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", () => {
  collect();
  console.log(`heap used: ${process.memoryUsage().heapUsed}`);
});
