/** Examines the broker as a service will use it, without creating exchanges or queues. */
import type { ChannelModel } from "amqplib";
import { StartError } from "../../lifecycle.js";
import { describeRefusal, open } from "./broker-connection.js";
import { topologyOf } from "./bus.js";
import type { BrokerConfig } from "./config.js";
import { declareForPublishing, onChannel } from "./declare.js";
import { deadQueueOf, type Topology } from "./topology.js";

/** The result of an examination. */
export type BrokerState =
  | {
      kind: "usable";
      /** e.g. `RabbitMQ`. */
      product: string;
      version: string;
      /** Exchanges and queues that do not exist yet; the start of the services creates them. */
      missing: readonly string[];
      /**
       * The waiting messages of the queue of all events, and the number of its consumers; null when they are not
       * visible.
       */
      waiting: number | null;
      consumers: number | null;
      /** The dead letters of that queue; null when they are not visible. */
      dead: number | null;
    }
  | { kind: "refuses" | "silent" | "unfit"; reason: string };

/** Signs in as the service, checks exchanges and queues, and declares those that exist, as a start does. */
export async function examineBroker(broker: BrokerConfig, service: string): Promise<BrokerState> {
  let connection: ChannelModel;
  let topology: Topology;
  try {
    topology = topologyOf(broker, service);
  } catch (error) {
    return { kind: "unfit", reason: (error as Error).message };
  }
  try {
    connection = await open(broker.url, `${service}: doctor`);
  } catch (error) {
    const { message } = error as Error;
    const refusal = describeRefusal(message);
    return refusal === null ? { kind: "silent", reason: message } : { kind: "refuses", reason: refusal };
  }
  connection.on("error", () => {});
  try {
    return await examineTopology(connection, topology);
  } catch (error) {
    return { kind: error instanceof StartError ? "unfit" : "silent", reason: (error as Error).message };
  } finally {
    // What was examined is known; the broker may have closed the connection by itself, as it does after a refusal.
    await connection.close().catch(() => undefined);
  }
}

async function examineTopology(connection: ChannelModel, topology: Topology): Promise<BrokerState> {
  const { exchange, deadExchange, queue } = topology;
  const [events, deadLetters, shared, dead] = await Promise.all([
    find(connection, (channel) => channel.checkExchange(exchange)),
    find(connection, (channel) => channel.checkExchange(deadExchange)),
    find(connection, (channel) => channel.checkQueue(queue)),
    find(connection, (channel) => channel.checkQueue(deadQueueOf(queue))),
  ]);
  const found = {
    [exchange]: events,
    [deadExchange]: deadLetters,
    [queue]: shared,
    [deadQueueOf(queue)]: dead,
  };
  const missing = Object.keys(found).filter((name) => found[name] === "absent");
  // A queue that is created here by mistake would receive every event from then on.
  if (missing.length === 0) await declareForPublishing(connection, topology);
  const { product = "", version = "" } = serverProperties(connection);
  return {
    kind: "usable",
    product,
    version,
    missing,
    waiting: countOf(shared, "messageCount"),
    consumers: countOf(shared, "consumerCount"),
    dead: countOf(dead, "messageCount"),
  };
}

type Found = object | "absent" | "hidden";

/** Returns the broker's reply about an exchange or queue; `hidden` where this user may not see it. */
async function find(
  connection: ChannelModel,
  check: (channel: Parameters<Parameters<typeof onChannel>[1]>[0]) => Promise<object>,
): Promise<Found> {
  let found: Found = "absent";
  try {
    await onChannel(connection, async (channel) => {
      found = await check(channel);
    });
  } catch (error) {
    const { code } = error as { code?: number };
    // https://www.rabbitmq.com/docs/channels#error-handling: NOT_FOUND, ACCESS_REFUSED, RESOURCE_LOCKED.
    if (code === 403 || code === 405) return "hidden";
    if (code !== 404) throw error;
  }
  return found;
}

function countOf(found: Found, count: "messageCount" | "consumerCount"): number | null {
  return typeof found === "object" ? (found as Record<typeof count, number>)[count] : null;
}

function serverProperties(connection: ChannelModel): { product?: string; version?: string } {
  return (connection.connection as { serverProperties?: object }).serverProperties ?? {};
}
