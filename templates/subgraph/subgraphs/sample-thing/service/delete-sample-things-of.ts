/** Deletes what deleted accounts own. */
import type { SampleThingParts } from "./parts.js";
import { toSampleThingEvent } from "./sample-thing-event.js";

const batchSize = 200;

/** Deletes the sample things of these accounts in batches, each with its event; returns how many accounts owned any. */
export async function deleteSampleThingsOf(
  { models: { sampleThings }, relay }: SampleThingParts,
  accounts: readonly { id: string }[],
): Promise<number> {
  const ownerIds = accounts.map(({ id }) => id);
  const owners = new Set<string>();
  for (;;) {
    const found = await sampleThings
      .find({ ownerId: { $in: ownerIds }, deletedAt: null }, { ownerId: 1, version: 1 })
      .limit(batchSize)
      .lean();
    if (found.length === 0) return owners.size;
    const now = new Date();
    await sampleThings.bulkWrite(
      found.map(({ _id, ownerId, version }) => ({
        updateOne: {
          // A change at the same time wins; the next batch finds the document again.
          filter: { _id, version, deletedAt: null },
          update: {
            $set: { name: "", deletedAt: now, updatedAt: now, version: version + 1 },
            $push: {
              outbox: toSampleThingEvent("sample-thing.deleted", { _id, ownerId, version: version + 1 }),
            },
          },
        },
      })),
      { ordered: false },
    );
    for (const { ownerId } of found) owners.add(ownerId);
    void relay.wake();
  }
}
