/** Examines the broker as a service will use it, without making exchanges or queues that are not there. */
import type { ChannelModel } from "amqplib";
import { StartError } from "../../lifecycle.js";
import { topologyOf } from "./bus.js";
import type { BrokerConfig } from "./config.js";
import { declareForPublishing, onChannel } from "./declare.js";
import { describeRefusal, open } from "./link.js";
import { deadQueueOf, type Topology } from "./topology.js";

/** What an examination found. */
export type BrokerState =
  | {
      kind: "usable";
      /** e.g. `RabbitMQ`. */
      product: string;
      version: string;
      /** Exchanges and queues that are not there yet: the start of the services makes them. */
      missing: readonly string[];
      /** Messages that wait in the queue of all events, and how many consumers it has; null when it cannot be seen. */
      waiting: number | null;
      consumers: number | null;
      /** Dead letters of that queue; null when they cannot be seen. */
      dead: number | null;
    }
  | { kind: "refuses" | "silent" | "unfit"; reason: string };

/** Signs in as the service, looks at exchanges and queues, and declares those that are there already as a start does. */
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
  // A queue that is made here by mistake would take in every event from then on.
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

/** What the broker says of a thing; `hidden` where it lets this user not see it. */
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
