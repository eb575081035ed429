/**
 * Threads of planners that gateways have left, for the gateways that come after them in this process: to start one is most
 * of what the start of a gateway costs.
 */
import {
  type PlannerStart,
  type PlannerThread,
  startPlannerThread,
} from "../../gateway/planning/planner-thread.js";

interface Spare {
  graph: string;
  thread: PlannerThread;
}

/** The longest unused first. Each thread takes some 50 MB. */
const spares: Spare[] = [];
const mostSpares = 3;

/** Starts a planner's thread, or takes one that has planned for the same graph, wherever its subgraphs were. */
export function startSparePlanner(start: PlannerStart): PlannerThread {
  const graph = JSON.stringify({ ...start, supergraph: start.supergraph.replace(/\burl: "http[^"]*"/g, "") });
  const at = spares.findIndex((spare) => spare.graph === graph);
  const thread = at === -1 ? startPlannerThread(start) : spares.splice(at, 1)[0]!.thread;
  return returnWhenEnded(graph, thread);
}

/** A thread that is ended while it works, or has failed, is of no use to others. */
function returnWhenEnded(graph: string, thread: PlannerThread): PlannerThread {
  let isOver = false;
  let isIdle = false;
  thread.ready.then(
    () => (isIdle = true),
    () => {},
  );
  return {
    ready: thread.ready,
    async plan(operation, timeoutMilliseconds) {
      isIdle = false;
      const outcome = await thread.plan(operation, timeoutMilliseconds);
      isIdle = outcome.kind !== "late";
      return outcome;
    },
    end() {
      if (isOver) return;
      isOver = true;
      if (!isIdle) return thread.end();
      spares.push({ graph, thread });
      while (spares.length > mostSpares) spares.shift()!.thread.end();
    },
  };
}
