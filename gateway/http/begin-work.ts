/** The beginning and the end of the work for one request: its turn, and its place. */
import type { Turn } from "../../platform/http/loop-turn.js";
import type { Turns } from "../../platform/http/turns.js";
import type { GatewayContext } from "../context.js";

/** The parts of the work. */
export interface WorkParts {
  turns: Turns;
  /** Takes a place for the work of a request from this address; returns how to leave it. @throws AppError for none. */
  takePlace(ipAddress: string): () => void;
}

/** The work for a request. */
export interface Work {
  /** Takes a turn and a place. @throws AppError SERVICE_UNAVAILABLE. */
  begin(context: GatewayContext): Promise<void>;
  /** Runs the pipeline, which calls `begin`. A request that is refused before that waits for its turn, too. */
  run<Result>(context: GatewayContext, pipeline: () => Promise<Result>): Promise<Result>;
  /** Lets requests of others go on before a part of the work that takes long. */
  giveWay(): Promise<void> | undefined;
  /** Does a part of the work that takes the event loop for long. */
  measure<Result>(work: () => Result): Result;
  end(): void;
}

/** Creates the work for one request. End it, also when it has not begun. */
export function createWork({ turns, takePlace }: WorkParts): Work {
  let hasAsked = false;
  let turn: Turn | null = null;
  let leavePlace = () => {};
  const takeTurn = async ({ client, signal }: GatewayContext) => {
    hasAsked = true;
    turn = await turns.take(client.ipAddress, signal);
  };
  return {
    async begin(context) {
      await takeTurn(context);
      leavePlace = takePlace(context.client.ipAddress);
    },
    async run(context, pipeline) {
      try {
        return await pipeline();
      } catch (error) {
        if (!hasAsked) await takeTurn(context);
        throw error;
      }
    },
    giveWay: () => turn?.giveWay(),
    measure: (work) => (turn === null ? work() : turn.measure(work)),
    end() {
      leavePlace();
      leavePlace = () => {};
      turn?.end();
    },
  };
}
