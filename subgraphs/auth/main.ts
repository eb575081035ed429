/** Runs the auth subgraph alone in a process. */
import { runService } from "../../platform/service/run-service.js";
import { startAuth } from "./app.js";
import { readAuthConfig } from "./config.js";

await runService("auth", process.env, readAuthConfig, startAuth);
