/** Erases the profiles of deleted accounts, and prevents that a late event creates them again. */
import type { StoreParts } from "./parts.js";

// A deletion records the account first and erases the profile then; what creates a profile looks for the record
// afterwards. In whatever order the two run, the profile does not stay.

/** Records the deletion of an account and erases its profile. May run twice, and before the events of its past. */
export async function eraseProfile({ models }: StoreParts, id: string, deletedAt: Date): Promise<void> {
  await models.deletedAccounts.updateOne({ _id: id }, { $setOnInsert: { deletedAt } }, { upsert: true });
  await models.profiles.deleteOne({ _id: id });
}

/**
 * Erases the profiles of deleted accounts, unless `dryRun`; returns the ids of which the deletion was not recorded or
 * a profile was left.
 */
export async function eraseProfiles(
  parts: StoreParts,
  deletions: ReadonlyMap<string, Date>,
  dryRun = false,
): Promise<string[]> {
  const ids = [...deletions.keys()];
  const deleted = await findDeleted(parts, ids);
  const left = await parts.models.profiles.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  const unknown = [...deletions].filter(([id]) => !deleted.has(id) || left.some(({ _id }) => _id === id));
  if (!dryRun) for (const [id, deletedAt] of unknown) await eraseProfile(parts, id, deletedAt);
  return unknown.map(([id]) => id);
}

/** Erases a profile that was just created, if its account is deleted. */
export async function eraseProfileIfDeleted({ models }: StoreParts, id: string): Promise<void> {
  if ((await models.deletedAccounts.exists({ _id: id })) !== null)
    await models.profiles.deleteOne({ _id: id });
}

/** Returns those of these accounts whose deletion is recorded. */
export async function findDeleted(
  { models }: StoreParts,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await models.deletedAccounts.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  return new Set(found.map(({ _id }) => _id));
}

/** Removes the record of a deletion that auth does not confirm. */
export async function forgetDeletion({ models }: StoreParts, id: string): Promise<void> {
  await models.deletedAccounts.deleteOne({ _id: id });
}
