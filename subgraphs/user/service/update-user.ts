/** The use case `updateUser`. */
import { changeVersioned } from "../../../platform/database/versioned.js";
import { badInput, notFound } from "../../../platform/errors.js";
import { readFields } from "../../../platform/read-fields.js";
import { readDisplayName, readText } from "../../../platform/validation.js";
import type { ProfileRecord } from "../model.js";
import type { UserParts } from "./parts.js";
import { displayNameOf, type Profile, toProfile } from "./profile.js";
import { toUserEvent } from "./user-event.js";

/** A change of a profile; what is absent stays, null takes a value away. */
export interface ProfileChange {
  displayName?: string | null | undefined;
  bio?: string | null | undefined;
}

/** Changes a profile. @throws AppError BAD_USER_INPUT naming the fields; NOT_FOUND. */
export async function updateUser(
  { models, relay }: Pick<UserParts, "models" | "relay">,
  id: string,
  input: ProfileChange,
): Promise<Profile> {
  const { displayName, bio } = input;
  const changes = readFields<Partial<Pick<ProfileRecord, "displayName" | "bio">>>({
    ...(displayName !== undefined && {
      displayName: () => (displayName === null ? null : readDisplayName(displayName)),
    }),
    ...(bio !== undefined && { bio: () => readText("bio", bio ?? "", { max: 2_000 }) || null }),
  });
  if (Object.keys(changes).length === 0) throw badInput("input", "The input contains no change.");
  const record = await changeVersioned<ProfileRecord>(
    models.profiles,
    id,
    () => changes,
    (next) => toUserEvent(id, next.version, displayNameOf(next)),
  );
  if (record === null) throw notFound("user");
  void relay.wake();
  return toProfile(record);
}
