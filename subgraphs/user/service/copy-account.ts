/** Copies an account into its profile. */
import { duplicateFields } from "../../../platform/database/duplicate-fields.js";
import type { AccountData } from "../../../platform/events/event.js";
import { shownAddress } from "../../../platform/identity/released-address.js";
import { foldUsername } from "../../../platform/validation.js";
import { eraseProfileIfDeleted } from "./erase-profile.js";
import type { StoreParts } from "./parts.js";

/** The stored fields that are a copy of the account. */
export type CopiedFields = ReturnType<typeof copyOf>;

/** Writes the copy of an account over one of an older version, or of `latest` at most. */
export async function copyAccount(
  parts: StoreParts,
  id: string,
  account: AccountData,
  latest = account.version - 1,
): Promise<void> {
  const { displayName, createdAt } = account;
  const chosenName = displayName === null ? {} : { displayName };
  try {
    await parts.models.profiles.updateOne(
      { _id: id, accountVersion: { $lte: latest } },
      {
        $set: { ...copyOf(account), ...chosenName },
        $setOnInsert: {
          bio: null,
          version: 1,
          updatedAt: new Date(createdAt),
          outbox: [],
          ...(displayName === null && { displayName }),
        },
      },
      { upsert: true },
    );
  } catch (error) {
    // The profile exists, with this version of the account or a later one.
    if (duplicateFields(error) === null) throw error;
  }
  await eraseProfileIfDeleted(parts, id);
}

/** Returns the names of the fields that differ between a copy and its account; `profile` when there is no copy. */
export function findDifferences(profile: CopiedFields | undefined, account: AccountData): string[] {
  if (profile === undefined) return ["profile"];
  return Object.entries(copyOf(account))
    .filter(([name, value]) => JSON.stringify(profile[name as keyof CopiedFields]) !== JSON.stringify(value))
    .map(([name]) => name);
}

function copyOf({ username, email, roles, enabled, version, createdAt }: AccountData) {
  return {
    username,
    usernameKey: foldUsername(username),
    email: shownAddress<string | null>(email),
    roles,
    enabled,
    accountVersion: version,
    createdAt: new Date(createdAt),
  };
}
