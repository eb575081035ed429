/** Erases the profiles of people who have gone, and keeps them from coming back with an event that is late. */
import type { UserModels } from "../model.js";

/**
 * Creates the use cases. Whoever erases notes the departure first and deletes then; whoever makes a profile looks
 * for the departure afterwards: in whatever order they come, the profile does not stay.
 */
export function createDepartures({ profiles, departures }: UserModels) {
  const erase = async (id: string): Promise<void> => {
    await profiles.deleteOne({ _id: id });
  };

  return {
    /** For the event of a deletion. May come twice, and before what it follows. */
    async depart(id: string, deletedAt: Date): Promise<void> {
      await departures.updateOne({ _id: id }, { $setOnInsert: { deletedAt } }, { upsert: true });
      await erase(id);
    },

    /** Which of these accounts count as gone. */
    async findDeparted(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await departures.find({ _id: { $in: ids } }, { _id: 1 }).lean();
      return new Set(found.map(({ _id }) => _id));
    },

    /** For an account that is there, by auth's own word, and was taken for gone. */
    async comeBack(id: string): Promise<void> {
      await departures.deleteOne({ _id: id });
    },

    /** Takes a profile that has just been made away again, if its account is gone. */
    async eraseIfGone(id: string): Promise<void> {
      if ((await departures.exists({ _id: id })) !== null) await erase(id);
    },
  };
}
