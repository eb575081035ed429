/** Opens the way for events that the settings ask for: through a broker, or within this process. */
import type { Lifecycle } from "../../lifecycle.js";
import type { Logger } from "../../log.js";
import { type Company, createInProcessBus, type EventBus } from "../bus.js";
import type { BrokerConfig } from "./config.js";

/** A bus that can be told that its subscribers are about to close. */
export interface OpenedBus extends EventBus {
  /** Ends the delivery of what can wait at the broker; to be called before anything that handlers use is closed. */
  stopConsuming(): Promise<void>;
}

/** Opens the bus; it closes with the process. @throws StartError when the broker refuses us. */
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
