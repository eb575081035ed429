/** A profile as the graph shows it, and its conversion from the stored record. */

import type { Edge, Page } from "../../../platform/pagination.js";
import type { Role } from "../../../platform/roles.js";
import type { ProfileRecord } from "../model.js";

/** A profile as the graph shows it; the rules decide who may see the e-mail address. */
export interface Profile {
  id: string;
  username: string;
  email: string | null;
  displayName: string;
  bio: string | null;
  roles: Role[];
  enabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  /** Does it stand for a deleted account? */
  deleted: boolean;
}

export type ProfilePage = Page<Profile>;
export type ProfileEdge = Edge<Profile>;

/** The projection that `toProfile` needs. */
export const profileFields = {
  username: 1,
  usernameKey: 1,
  email: 1,
  displayName: 1,
  bio: 1,
  roles: 1,
  enabled: 1,
  createdAt: 1,
  updatedAt: 1,
} as const;

/** Converts a stored profile. */
export function toProfile(record: Pick<ProfileRecord, "_id" | keyof typeof profileFields>): Profile {
  const { _id, username, email, bio, roles, enabled, createdAt, updatedAt } = record;
  const displayName = displayNameOf(record);
  return {
    id: _id,
    username,
    email,
    displayName,
    bio,
    roles,
    enabled,
    createdAt,
    updatedAt,
    deleted: false,
  };
}

/** The display name that others see: the username unless one was chosen. */
export function displayNameOf({
  displayName,
  username,
}: Pick<ProfileRecord, "displayName" | "username">): string {
  return displayName ?? username;
}
