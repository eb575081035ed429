/** Publishes events, beats and echoes over one connection, which a broker with too little memory blocks. */
import type { Channel, ChannelModel } from "amqplib";
import type { Logger } from "../../log.js";
import { UnansweredEventError } from "../bus.js";
import type { Event } from "../event.js";
import { encodeBeat } from "./beat.js";
import { declareForPublishing } from "./declare.js";
import { openLink, type ReconnectDelays } from "./link.js";
import { encodeMessage } from "./message.js";
import { createSend, NotPublishedError, type PublishFailure, type Send } from "./publisher.js";
import { echoExchange, type Topology } from "./topology.js";

/** The parts that publishing uses. */
export interface PublishingParts {
  url: string;
  service: string;
  topology: Topology;
  confirmMilliseconds: number;
  reconnect: ReconnectDelays | undefined;
  log: Logger;
  /** Called when the connection is open, at first and again. */
  onOpen(): void;
}

/** The publishing side of the bus. */
export interface Publishing {
  /** Does the broker accept messages? */
  isOpen(): boolean;
  /**
   * Resolves once the broker has confirmed and routed the event; rejects when it must be published again.
   * @throws UnansweredEventError when the broker is away, or silent.
   */
  publish(event: Event): Promise<void>;
  /** Sends a beat; resolves to null when it is routed, else to the failure. Never rejects. */
  beat(routingKey: string): Promise<PublishFailure | "closed" | null>;
  /** Tells the other instances that this queue received a beat. A failed echo is not sent again. */
  echo(routingKey: string): void;
  close(): Promise<void>;
}

/** Opens it. @throws StartError when the broker refuses, or has the exchange or queue with other properties. */
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
      log.warn({ reason }, "the broker accepts no events for now");
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
    // Without it the other instances receive no echo, and log that themselves.
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
      if (send === null) throw new UnansweredEventError("There is no connection to the broker.");
      if (blocked) throw new UnansweredEventError("The broker takes no events for now.");
      try {
        await send(encodeMessage(event, topology.userId), `The event ${event.id}`);
      } catch (error) {
        const silent = error instanceof NotPublishedError && error.failure === "silent";
        throw silent ? new UnansweredEventError(error.message) : error;
      }
    },
    async beat(routingKey) {
      if (send === null || blocked) return "closed";
      // When the result arrives, another connection may be in use.
      const giveUpThis = giveUp;
      const number = (numbers.get(routingKey) ?? 0) + 1;
      numbers.set(routingKey, number);
      try {
        await send(encodeBeat(routingKey, { sender, number }), "A beat");
        return null;
      } catch (error) {
        if (!(error instanceof NotPublishedError)) return "closed";
        // This connection swallows messages; a new one may not. A blocked broker says that it is blocked.
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
