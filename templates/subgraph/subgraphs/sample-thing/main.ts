/** Runs the sample thing subgraph alone in a process. */
import { runService } from "../../platform/service/run-service.js";
import { startSampleThing } from "./app.js";
import { readSampleThingConfig } from "./config.js";

await runService("sample-thing", process.env, readSampleThingConfig, startSampleThing);
