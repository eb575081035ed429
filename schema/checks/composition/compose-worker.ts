/** The thread of compose-apart.ts: one composition, and it ends. */
import { parentPort, workerData } from "node:worker_threads";
import { composeSubgraphs } from "../../compose.js";
import type { CompositionRequest } from "./compose-apart.js";

const { subgraphs, satisfiability } = workerData as CompositionRequest;
parentPort?.postMessage(composeSubgraphs(subgraphs, { satisfiability }));
