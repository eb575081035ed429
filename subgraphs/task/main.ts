/** Runs the task subgraph alone in a process. */
import { runService } from "../../platform/service/run-service.js";
import { startTask } from "./app.js";
import { readTaskConfig } from "./config.js";

await runService("task", process.env, readTaskConfig, startTask);
