/** Composes small graphs here and large ones in a thread of their own, side by side and with a deep stack. */
import { Worker } from "node:worker_threads";
import { LRUCache } from "lru-cache";
import { type Composition, type CompositionProblem, composeSubgraphs } from "../../compose.js";

export type CompositionResult = Composition | { problems: readonly CompositionProblem[] };

/** What is to be composed: SDL by subgraph name. */
export interface CompositionRequest {
  subgraphs: ReadonlyMap<string, string>;
  /** Whether to search for fields that no plan can reach, three quarters of the work. */
  satisfiability: boolean;
}

/** Above this, a composition takes seconds, and its recursion over types needs more than the usual stack. */
const largeGraphCharacters = 200_000;
const stackMegabytes = 64;

/** Is it so large that a composition takes seconds? */
export const isLargeGraph = (subgraphs: ReadonlyMap<string, string>): boolean =>
  [...subgraphs.values()].reduce((sum, sdl) => sum + sdl.length, 0) > largeGraphCharacters;

/** An unchanged graph is base and head at once, and the last step of a deployment is the head. */
const recent = new LRUCache<string, Promise<CompositionResult>>({ max: 8 });

/** Resolves to the composition, or to all problems. */
export function composeApart({ subgraphs, satisfiability }: CompositionRequest): Promise<CompositionResult> {
  const keyOf = (checked: boolean) => JSON.stringify([checked, ...subgraphs]);
  const composeOnce = (checked: boolean) => {
    const result = recent.get(keyOf(checked)) ?? compose({ subgraphs, satisfiability: checked });
    recent.set(keyOf(checked), result);
    return result;
  };
  const known = satisfiability ? undefined : recent.get(keyOf(true));
  if (known === undefined) return composeOnce(satisfiability);
  // What composes with this check composes to the same without it.
  return known.then((result) => ("problems" in result ? composeOnce(false) : result));
}

async function compose(request: CompositionRequest): Promise<CompositionResult> {
  if (!isLargeGraph(request.subgraphs)) return composeSubgraphs(request.subgraphs, request);
  const worker = new Worker(new URL("./compose-worker.js", import.meta.url), {
    workerData: request,
    resourceLimits: { stackSizeMb: stackMegabytes },
  });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The composition ended with code ${code}.`)));
  });
}
