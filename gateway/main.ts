/** Runs the gateway alone in a process. */
import { runService } from "../platform/service/run-service.js";
import { startGateway } from "./app.js";
import { readGatewayConfig } from "./config.js";

await runService("gateway", process.env, readGatewayConfig, startGateway);
