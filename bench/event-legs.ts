/** The measured paths of events: by the relay within the process, and through a broker. */
import type { Model } from "mongoose";
import type { Lifecycle } from "../platform/closer-stack.js";
import { createOutbox } from "../platform/database/outbox.js";
import { createInProcessBus, type EventBus } from "../platform/events/bus.js";
import { listEventTypes } from "../platform/events/event.js";
import { type OutboxRelay, startOutboxRelay } from "../platform/events/outbox-relay.js";
import { open } from "../platform/events/rabbitmq/broker-connection.js";
import { openRabbitMqBus } from "../platform/events/rabbitmq/bus.js";
import { createTopology, deadQueueOf } from "../platform/events/rabbitmq/topology.js";
import { type Logger, openLog } from "../platform/log.js";
import type { TaskRecord } from "../subgraphs/task/model.js";
import type { Leg } from "./event-writes.js";

const patienceMilliseconds = 10_000;
const log = openLog("bench", { level: "warn", terminal: "pretty", directory: undefined }).log;

/** By the relay to a receiver in this process. */
export function openInProcessLeg(tasks: Model<TaskRecord>): Leg {
  return createLeg("… and the relay in the process", tasks, createInProcessBus(), log);
}

/** By the relay through the broker and back to a receiver in this process, under temporary names. */
export async function openBrokerLeg(
  tasks: Model<TaskRecord>,
  url: string,
  lifecycle: Lifecycle,
): Promise<Leg> {
  const prefix = `gatehouse-bench-${process.pid}`;
  const queue = `${prefix}.auth-events`;
  const bus = await openRabbitMqBus({ url, queue }, log, { prefix });
  lifecycle.onStop(async () => {
    await bus.close();
    const { exchange, deadExchange } = createTopology(queue, { prefix });
    const connection = await open(url, "bench");
    const channel = await connection.createChannel();
    for (const name of [queue, deadQueueOf(queue)]) await channel.deleteQueue(name);
    for (const name of [exchange, deadExchange]) await channel.deleteExchange(name);
    await connection.close();
  });
  const leg = createLeg("… and the relay through RabbitMQ", tasks, bus, log);
  await Promise.race([isServed(bus), tooLate()]);
  return leg;
}

/** Resolves when the broker accepts and delivers events. */
function isServed(bus: EventBus): Promise<void> {
  return new Promise((resolve) => {
    bus.onConnectionChange((connected) => connected && resolve());
    if (bus.isConnected()) resolve();
  });
}

/** Rejects when the events are long overdue. */
function tooLate(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("The events do not arrive.")), patienceMilliseconds).unref();
  });
}

function createLeg(name: string, tasks: Model<TaskRecord>, bus: EventBus, log: Logger): Leg {
  const outbox = createOutbox(tasks, "deletedAt");
  let relay: OutboxRelay | null = null;
  let arrived = new Set<string>();
  let onArrival = () => {};
  bus.subscribe({
    subscriber: "user",
    types: listEventTypes(),
    delivery: "shared",
    isCatchAll: true,
    handle({ id }) {
      arrived.add(id);
      onArrival();
    },
  });
  return {
    name,
    wake: () => void relay?.wake(),
    start(count) {
      arrived = new Set();
      const running = startOutboxRelay([outbox], bus, log);
      relay = running;
      const allArrived = new Promise<void>((resolve) => {
        onArrival = () => {
          if (arrived.size === count) resolve();
        };
      });
      const finish = async () => {
        await Promise.race([allArrived, tooLate()]);
        while ((await running.backlog()).waiting > 0) await running.wake();
      };
      return {
        finished: finish(),
        async stop() {
          relay = null;
          await running.stop();
        },
      };
    },
  };
}
