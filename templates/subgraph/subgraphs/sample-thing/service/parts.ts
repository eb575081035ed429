/** What the use cases of the sample thing subgraph work with. */
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { SampleThingModels } from "../model.js";

/** The parts that a use case gets as its first argument. */
export interface SampleThingParts {
  models: SampleThingModels;
  relay: Pick<OutboxRelay, "wake">;
}

/** The parts of use cases that only read. */
export type ReadParts = Pick<SampleThingParts, "models">;
