/** Limits how many tasks users assign to each other, so that no user's list can be flooded. */
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import { rateLimited } from "../../../platform/errors.js";
import type { TaskModels } from "../model.js";

/** Counts one assignment. @throws AppError RATE_LIMITED with `retryAfterSeconds`. */
export type CountAssignment = (assignerId: string, assigneeId: string) => Promise<void>;

const hourMilliseconds = 3_600_000;

/** The totals of one user with all others together, as multiples of `perPerson`. */
const totals = { assigned: 4, received: 10 } as const;

/**
 * Creates the limits: `perPerson` is what one user may assign to one other in an hour of the clock. Each count is one
 * conditional update, so concurrent requests do not exceed a limit. One user who reaches the limit keeps no other from
 * assigning to the same user, up to the total that this user may receive.
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
      // The counter is full, or another upsert was first: in both cases the id exists.
      if (duplicateFields(error) === null) throw error;
      const counter = await assignmentCounts.findById(`${what} ${hour}`, { count: 1 }).lean();
      if ((counter?.count ?? 0) < limit) return count(what, limit);
      throw rateLimited(Math.max(1, Math.ceil((endsAt - now()) / 1000)));
    }
  };

  return async (assignerId, assigneeId) => {
    await count(`${assignerId} to ${assigneeId}`, perPerson);
    await count(`from ${assignerId}`, perPerson * totals.assigned);
    await count(`for ${assigneeId}`, perPerson * totals.received);
  };
}
