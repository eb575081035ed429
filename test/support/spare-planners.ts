/**
 * Threads of planners that the gateways of this process share, also one after another: to start one is most of what the start
 * of a gateway costs.
 */
import {
  type PlannerThread,
  type StartPlanner,
  startPlannerThread,
} from "../../gateway/planning/planner-thread.js";

interface Spare {
  graph: string;
  thread: PlannerThread;
  /** The gateways that use it now. */
  users: Set<object>;
  /** Ends when the last plan that was asked for has ended. */
  turn: Promise<unknown>;
}

/** The longest unused first. Each thread takes some 50 MB. */
const spares = new Set<Spare>();
const mostUnused = 3;

/**
 * Creates the starter of a gateway's threads. It lends one that plans for the same graph, wherever its subgraphs are, unless the
 * gateway has it already: its second thread is another one.
 */
export function createSparePlanners(): StartPlanner {
  const gateway = {};
  return (start) => {
    const graph = JSON.stringify({
      ...start,
      supergraph: start.supergraph.replace(/\burl: "http[^"]*"/g, ""),
    });
    const fits = (one: Spare) => one.graph === graph && !one.users.has(gateway);
    const spare = [...spares].find(fits) ?? {
      graph,
      thread: startPlannerThread(start),
      users: new Set(),
      turn: Promise.resolve(),
    };
    spares.add(spare);
    return lend(spare, gateway);
  };
}

/** A thread that is ended while it works, or has failed, is of no use to others. */
function lend(spare: Spare, gateway: object): PlannerThread {
  const { thread, users } = spare;
  let isOver = false;
  let isIdle = false;
  users.add(gateway);
  thread.ready.then(
    () => (isIdle = true),
    () => spares.delete(spare),
  );
  return {
    ready: thread.ready,
    async ask(question, timeoutMilliseconds) {
      isIdle = false;
      const answered = spare.turn.then(() => thread.ask(question, timeoutMilliseconds));
      spare.turn = answered.catch(() => {});
      const outcome = await answered;
      isIdle = outcome.kind !== "late";
      return outcome;
    },
    end() {
      if (isOver) return;
      isOver = true;
      users.delete(gateway);
      spares.delete(spare);
      if (!isIdle) return thread.end();
      spares.add(spare);
      endUnused();
    },
  };
}

function endUnused(): void {
  const unused = [...spares].filter(({ users }) => users.size === 0);
  for (const spare of unused.slice(0, Math.max(0, unused.length - mostUnused))) {
    spares.delete(spare);
    spare.thread.end();
  }
}
