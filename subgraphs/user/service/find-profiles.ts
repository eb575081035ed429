/** Finds profiles by their ids, and creates the caller's own while its account's event is in progress. */
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import type { Claims } from "../../../platform/identity/claims.js";
import { foldUsername } from "../../../platform/validation.js";
import { eraseProfileIfDeleted } from "./erase-profile.js";
import type { StoreParts } from "./parts.js";
import { type Profile, profileFields, toProfile } from "./profile.js";

/** Returns the profiles in the order of `ids`, null where there is none; the caller's own is created if it is absent. */
export async function findProfiles(
  parts: StoreParts,
  ids: readonly string[],
  caller: Claims | null,
): Promise<(Profile | null)[]> {
  const find = () => parts.models.profiles.find({ _id: { $in: ids } }, profileFields).lean();
  let found = await find();
  if (caller !== null && ids.includes(caller.subject) && !found.some(({ _id }) => _id === caller.subject)) {
    await createOwnProfile(parts, caller);
    found = await find();
  }
  const byId = new Map(found.map((record) => [record._id, toProfile(record)]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Creates the profile of a caller whose account's event has not arrived yet. */
async function createOwnProfile(parts: StoreParts, caller: Claims): Promise<void> {
  const { subject, username, roles, authenticatedAt } = caller;
  const createdAt = new Date(authenticatedAt * 1000);
  try {
    await parts.models.profiles.create({
      _id: subject,
      username,
      usernameKey: foldUsername(username),
      email: null,
      roles: [...roles],
      enabled: true,
      accountVersion: 0,
      displayName: null,
      bio: null,
      version: 1,
      createdAt,
      updatedAt: createdAt,
      outbox: [],
    });
  } catch (error) {
    if (duplicateFields(error) === null) throw error;
  }
  await eraseProfileIfDeleted(parts, subject);
}
