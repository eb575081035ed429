/** Serves each subscription on the consuming connection, and watches that events reach it. */
import type { Logger } from "../../log.js";
import type { QueueState, Subscription } from "../bus.js";
import type { LinkUse } from "./link.js";
import type { Publishing } from "./publish-over-link.js";
import { readQueues } from "./read-queues.js";
import {
  type ConsumingConnection,
  createServed,
  type Served,
  type ServeParts,
  serve,
  silent,
} from "./serve-subscription.js";
import type { ServiceState } from "./service-state.js";
import type { RedeliveryDelays } from "./take-message.js";
import { echoKeyOf, sharedQueueOf, type Topology } from "./topology.js";
import { settleMilliseconds, startWatch } from "./watch-delivery.js";

/** The parts that consuming uses. */
export interface ConsumingParts {
  topology: Topology;
  state: ServiceState;
  /** The publishing connection, once it is open. */
  publishing: () => Publishing | null;
  beatMilliseconds: number;
  redelivery: RedeliveryDelays;
  log: Logger;
}

/** The consuming side of the bus. */
export interface Consuming {
  /** What to set up on the consuming connection. */
  linkUse: Pick<LinkUse, "setUp" | "onLost">;
  subscribe(subscription: Subscription): void;
  /** Requires a new proof that events arrive. */
  doubt(): void;
  /** Reads the `shared` queues. @throws Error while there is no connection. */
  readQueues(): Promise<readonly QueueState[]>;
  /** Stops receiving `shared` events; resolves when the effect of the event in hand is stored. */
  stop(): Promise<void>;
  stopWatching(): Promise<void>;
}

/** Creates it; the caller opens the connection. */
export function createConsuming({ state, publishing, log, ...parts }: ConsumingParts): Consuming {
  const { served } = state;
  let current: ConsumingConnection | null = null;
  const watch = startWatch({
    intervalMilliseconds: parts.beatMilliseconds,
    served,
    publishing,
    lose: (reason) => current?.lose(reason),
    onChange: state.announce,
    log,
  });
  const serveParts: ServeParts = {
    topology: parts.topology,
    delays: parts.redelivery,
    log,
    echo: (queue) => publishing()?.echo(echoKeyOf(queue)),
    onHeard(one, gap) {
      if (gap && one.heard) {
        log.warn({ subscriber: one.subscription.subscriber }, "a beat was lost: events may be missed");
        state.interrupt();
      }
      watch.hear(one);
    },
  };
  const serveOn = async (one: Served, on: ConsumingConnection) => {
    const consumer = await serve(one, on, serveParts);
    // Meanwhile that connection may be lost, and the next one in use.
    if (current?.connection !== on.connection) return;
    one.consumer = consumer;
    state.announce();
    // An event that waits at the broker comes first: a beat would only wait behind it.
    setTimeout(() => setImmediate(watch.wake), settleMilliseconds).unref();
  };

  return {
    linkUse: {
      async setUp(connection, lose) {
        current = { connection, lose };
        await Promise.all(served.map((one) => serveOn(one, { connection, lose })));
        state.setConsuming(true);
      },
      onLost() {
        current = null;
        for (const one of served) Object.assign(one, silent());
        state.setConsuming(false);
      },
    },
    subscribe(subscription) {
      const one = createServed(subscription);
      served.push(one);
      state.announce();
      if (current !== null) serveOn(one, current).catch(current.lose);
    },
    doubt: watch.doubt,
    async readQueues() {
      if (current === null) throw new Error("There is no connection to the broker.");
      const shared = served.filter(({ subscription }) => subscription.delivery === "shared");
      return readQueues(
        current.connection,
        shared.map(({ subscription }) => sharedQueueOf(subscription, parts.topology)),
      );
    },
    async stop() {
      await watch.stop();
      const shared = served.filter(({ subscription }) => subscription.delivery === "shared");
      await Promise.all(shared.map(({ consumer }) => consumer?.stop()));
    },
    stopWatching: watch.stop,
  };
}
