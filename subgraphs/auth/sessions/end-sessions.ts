/** Ends sessions, each together with its event. */
import { createEvent } from "../../../platform/events/event.js";
import type { Parts } from "../parts.js";

type EndParts = Parts<"models" | "relay">;

/** Ends one session of the account, unless it has ended; returns how many were ended. */
export const endSession = (parts: EndParts, id: string, accountId: string): Promise<number> =>
  end(parts, [id], accountId);

/** Ends all sessions of an account, except `exceptId` if given; returns how many were ended. */
export async function endSessions(parts: EndParts, accountId: string, exceptId?: string): Promise<number> {
  // Expired sessions too: their last access token may be within the leeway of its expiry.
  const found = await parts.models.sessions.find({ accountId, revokedAt: null }, { _id: 1 }).lean();
  const ids = found.map(({ _id }) => _id).filter((id) => id !== exceptId);
  return end(parts, ids, accountId);
}

async function end({ models, relay }: EndParts, ids: readonly string[], accountId: string): Promise<number> {
  if (ids.length === 0) return 0;
  const result = await models.sessions.bulkWrite(
    ids.map((id) => ({
      updateOne: {
        filter: { _id: id, accountId, revokedAt: null },
        update: {
          $set: { revokedAt: new Date() },
          $push: { outbox: createEvent("auth", "session.revoked", id, { accountId }) },
        },
      },
    })),
    { ordered: false },
  );
  await relay.wake();
  return result.modifiedCount;
}
