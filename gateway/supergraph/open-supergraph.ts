/** Opens the supergraph that the settings name, and keeps up with its file. */
import { StartError } from "../../platform/lifecycle.js";
import type { AppParts } from "../../platform/service-config.js";
import type { PlanningLimits } from "../planning/config.js";
import { type GenerationParts, loadGeneration } from "./generation.js";
import { createReloadingGateway, type ReloadingGateway } from "./reloading-gateway.js";
import { readSupergraphFile, watchSupergraphFile } from "./supergraph-file.js";

/** Opens it. @throws StartError when the file is absent or no supergraph: there is no good one yet to go on with. */
export async function openSupergraph(
  config: { supergraphPath: string; authorization: boolean; planning: PlanningLimits },
  parts: Pick<GenerationParts, "dataSource" | "reportDenial" | "chargePlanning" | "identify">,
  { log, lifecycle }: Pick<AppParts, "log" | "lifecycle">,
): Promise<ReloadingGateway> {
  const { supergraphPath, authorization, planning } = config;
  const load = (text: string) => loadGeneration(text, { ...parts, authorization, planning, log, lifecycle });
  const text = readSupergraphFile(supergraphPath);
  const first = await load(text).catch((error: Error) => {
    throw new StartError(`The file ${supergraphPath} is no supergraph that can be served: ${error.message}`);
  });
  if (!authorization) {
    log.warn("AUTHORIZATION is off: the gateway verifies no token and enforces no directive of the schema");
  }
  const gateway = createReloadingGateway(first);
  watchSupergraphFile(
    supergraphPath,
    text,
    async (next) => gateway.replace(await load(next)),
    log,
    lifecycle,
  );
  return gateway;
}
