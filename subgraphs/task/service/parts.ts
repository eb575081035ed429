/** The parts that use cases of the task subgraph use. */
import type { OutboxRelay } from "../../../platform/events/outbox-relay.js";
import type { SignedInCaller } from "../../../platform/identity/caller.js";
import type { TaskModels } from "../model.js";
import type { CountAssignment } from "./limit-assignments.js";

/** Returns whether a task may be assigned to a user: the account exists and is enabled. */
export type AssigneeCheck = (userId: string, caller: SignedInCaller) => Promise<boolean>;

/** The parts that a use case gets as its first argument. */
export interface TaskParts {
  models: TaskModels;
  relay: Pick<OutboxRelay, "wake">;
  isAssignable: AssigneeCheck;
  countAssignment: CountAssignment;
}

/** The parts of use cases that only read. */
export type ReadParts = Pick<TaskParts, "models">;
