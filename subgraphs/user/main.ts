/** Runs the user subgraph alone in a process. */
import { runService } from "../../platform/service/run-service.js";
import { startUser } from "./app.js";
import { readUserConfig } from "./config.js";

await runService("user", process.env, readUserConfig, startUser);
