/** Opens the supergraph of the settings, and replaces it when its file changes. */
import { StartError } from "../../platform/lifecycle.js";
import { type Generation, type GenerationParts, loadGeneration } from "./generation.js";
import { readSupergraphFile, watchSupergraphFile } from "./supergraph-file.js";

/** The supergraph that is served, one generation after another. */
export interface ServedSupergraph {
  /** The generation for new requests. */
  current(): Generation;
}

/** The parts of the supergraph. `onServe` is called with each generation before requests get it. */
export interface SupergraphParts extends Omit<GenerationParts, "lifecycle"> {
  lifecycle: Parameters<typeof watchSupergraphFile>[4];
  onServe(generation: Generation): void;
}

/** Opens it. @throws StartError when the file is absent or not a supergraph: there is no earlier one to serve. */
export async function openSupergraph(path: string, parts: SupergraphParts): Promise<ServedSupergraph> {
  const { log, lifecycle, onServe, authorization } = parts;
  const text = readSupergraphFile(path);
  let current = await loadGeneration(text, parts).catch((error: Error) => {
    throw new StartError(`The file ${path} is no supergraph that can be served: ${error.message}`);
  });
  onServe(current);
  if (!authorization) {
    log.warn("AUTHORIZATION is off: the gateway verifies no token and enforces no directive of the schema");
  }
  const replace = async (next: string): Promise<void> => {
    const previous = current;
    const generation = await loadGeneration(next, parts);
    onServe(generation);
    current = generation;
    previous.retire();
  };
  watchSupergraphFile(path, text, replace, log, lifecycle);
  return { current: () => current };
}
