/** Limits how many tasks people give to each other, so that nobody's list is flooded by strangers. */
import { duplicateFields } from "../../../platform/database/connection.js";
import { rateLimited } from "../../../platform/errors.js";
import type { TaskModels } from "../model.js";

/** Counts one assignment. @throws AppError RATE_LIMITED with `retryAfterSeconds`. */
export type CountAssignment = (assignerId: string, assigneeId: string) => Promise<void>;

const hourMilliseconds = 3_600_000;

/** How many times `perPerson` one user may give to all others together, and may be given by all others together. */
const totals = { given: 4, received: 10 } as const;

/**
 * Creates the limits: `perPerson` is what one user may assign to one other in an hour of the clock. Each count is one
 * conditional update, so that of many at once no more get through. What one user uses up keeps no other from assigning
 * to the same person, up to the total that the person receives.
 */
export function createAssignmentLimits(
  { assignmentCounts }: Pick<TaskModels, "assignmentCounts">,
  perPerson: number,
  now: () => number = Date.now,
): CountAssignment {
  const count = async (what: string, limit: number): Promise<void> => {
    const hour = Math.floor(now() / hourMilliseconds);
    const endsAt = (hour + 1) * hourMilliseconds;
    try {
      await assignmentCounts.updateOne(
        { _id: `${what} ${hour}`, count: { $lt: limit } },
        { $inc: { count: 1 }, $setOnInsert: { expiresAt: new Date(endsAt) } },
        { upsert: true },
      );
    } catch (error) {
      // The counter is there and full: the upsert then meets its id. Or another first one was faster.
      if (duplicateFields(error) === null) throw error;
      const counter = await assignmentCounts.findById(`${what} ${hour}`, { count: 1 }).lean();
      if ((counter?.count ?? 0) < limit) return count(what, limit);
      throw rateLimited(Math.max(1, Math.ceil((endsAt - now()) / 1000)));
    }
  };

  return async (assignerId, assigneeId) => {
    await count(`${assignerId} to ${assigneeId}`, perPerson);
    await count(`from ${assignerId}`, perPerson * totals.given);
    await count(`for ${assigneeId}`, perPerson * totals.received);
  };
}
