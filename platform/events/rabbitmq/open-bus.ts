/** Opens the transport of events that the settings choose: a broker, or this process. */
import type { Lifecycle } from "../../closer-stack.js";
import type { Logger } from "../../log.js";
import { type Company, createInProcessBus, type EventBus } from "../bus.js";
import type { BrokerConfig } from "./config.js";

/** A bus that can stop consuming before its subscribers close. */
export interface OpenedBus extends EventBus {
  /** Stops the delivery of events that can wait at the broker. Call it before closing a part that handlers use. */
  stopConsuming(): Promise<void>;
}

/** Opens the bus; it closes with the process. @throws StartError when the broker refuses. */
export async function openEventBus(
  broker: BrokerConfig | null,
  company: Company,
  log: Logger,
  lifecycle: Lifecycle,
): Promise<OpenedBus> {
  if (broker === null) return { ...createInProcessBus(company), stopConsuming: async () => {} };
  // Loaded only where there is a broker.
  const { openRabbitMqBus } = await import("./bus.js");
  const bus = await openRabbitMqBus(broker, log);
  lifecycle.onStop(bus.close);
  return bus;
}
