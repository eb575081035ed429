/** The connection by which events, beats and echoes leave. A broker that is short of memory holds it up. */
import type { Channel, ChannelModel } from "amqplib";
import type { Logger } from "../../log.js";
import type { Event } from "../event.js";
import { encodeBeat } from "./beat.js";
import { declareForPublishing } from "./declare.js";
import { openLink, type ReconnectDelays } from "./link.js";
import { encodeMessage } from "./message.js";
import { createSend, NotPublishedError, type PublishFailure, type Send } from "./publisher.js";
import { echoExchange, type Topology } from "./topology.js";

/** What publishing works with. */
export interface PublishingParts {
  url: string;
  service: string;
  topology: Topology;
  confirmMilliseconds: number;
  reconnect: ReconnectDelays | undefined;
  log: Logger;
  /** Called when the connection stands, at first and again. */
  onOpen(): void;
}

/** The way out. */
export interface Publishing {
  /** Does the broker take messages? */
  isOpen(): boolean;
  /** Resolves once the broker has confirmed and routed the event; rejects when it must be sent again. */
  publish(event: Event): Promise<void>;
  /** Sends a beat; resolves to null when it is routed, else to what became of it. Never rejects. */
  beat(routingKey: string): Promise<PublishFailure | "closed" | null>;
  /** Tells the other instances that this queue's beat was heard. What fails is not sent again. */
  echo(routingKey: string): void;
  close(): Promise<void>;
}

/** Opens it. @throws StartError when the broker refuses us, or has the exchange or queue with other properties. */
export async function openPublishing(parts: PublishingParts): Promise<Publishing> {
  const { url, service, topology, log } = parts;
  const sender = crypto.randomUUID();
  const numbers = new Map<string, number>();
  let send: Send | null = null;
  let echoes: Channel | null = null;
  let blocked = false;
  let giveUp = (_reason: Error): void => {};

  const watchBlocking = (connection: ChannelModel) => {
    blocked = false;
    connection.on("blocked", (reason) => {
      blocked = true;
      log.warn({ reason }, "the broker takes no events for now");
    });
    connection.on("unblocked", () => {
      blocked = false;
    });
  };
  const setUp = async (connection: ChannelModel, lose: (reason: Error) => void) => {
    watchBlocking(connection);
    await declareForPublishing(connection, topology);
    const channel = await connection.createConfirmChannel();
    channel.on("error", () => {});
    channel.on("close", () => lose(new Error("the channel for events was closed")));
    const echoChannel = await connection.createChannel();
    // Without it only the other instances do not hear an echo, and say so.
    echoChannel.on("error", (error) => log.warn({ err: error }, "no echo of a beat can be sent"));
    echoChannel.on("close", () => {
      if (echoes === echoChannel) echoes = null;
    });
    echoes = echoChannel;
    giveUp = lose;
    send = createSend(channel, topology.exchange, parts.confirmMilliseconds);
    parts.onOpen();
  };
  const onLost = () => {
    send = null;
    echoes = null;
  };
  const link = await openLink(url, { name: `${service}: publishes`, setUp, onLost }, log, parts.reconnect);

  return {
    isOpen: () => send !== null && !blocked,
    async publish(event) {
      if (send === null) throw new Error("There is no connection to the broker.");
      if (blocked) throw new Error("The broker takes no events for now.");
      await send(encodeMessage(event, topology.userId), `The event ${event.id}`);
    },
    async beat(routingKey) {
      if (send === null || blocked) return "closed";
      // Of this connection: by the time of the answer there may be another.
      const giveUpThis = giveUp;
      const number = (numbers.get(routingKey) ?? 0) + 1;
      numbers.set(routingKey, number);
      try {
        await send(encodeBeat(routingKey, { sender, number }), "A beat");
        return null;
      } catch (error) {
        if (!(error instanceof NotPublishedError)) return "closed";
        // A connection that swallows everything: a new one may not. A broker that is blocked says so.
        if (error.failure === "silent" && !blocked) giveUpThis(error);
        return error.failure;
      }
    },
    echo(routingKey) {
      echoes?.publish(echoExchange, routingKey, Buffer.alloc(0), { persistent: false });
    },
    close: link.close,
  };
}
