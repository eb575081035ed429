/** The parts that use cases of the user subgraph use. */
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { UserModels } from "../model.js";
import type { StandIns } from "./stand-in-for-accounts.js";

/** The parts that a use case gets as its first argument. */
export interface UserParts {
  models: UserModels;
  relay: Pick<OutboxRelay, "wake">;
  standInFor: StandIns;
}

/** The parts of use cases that need the database alone. */
export type StoreParts = Pick<UserParts, "models">;
