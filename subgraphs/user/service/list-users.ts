/** The use case `users`. */

import type { Order } from "../../../platform/cursor.js";
import { keysetFilter, keysetSort, readPageRequest, toPage } from "../../../platform/pagination.js";
import type { Role } from "../../../platform/roles.js";
import { foldUsername } from "../../../platform/validation.js";
import type { ProfileCounts } from "./count-users.js";
import type { StoreParts } from "./parts.js";
import { type ProfilePage, profileFields, toProfile } from "./profile.js";

/** The arguments of a list of profiles. */
export interface ProfileQuery {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ProfileFilter | null | undefined;
  orderBy?: { field: keyof typeof orders; direction: Order["direction"] } | null | undefined;
}

/** A filter of profiles; a field that is absent or null matches all. */
export interface ProfileFilter {
  enabled?: boolean | null | undefined;
  role?: Role | null | undefined;
  usernamePrefix?: string | null | undefined;
}

const orders = {
  CREATED_AT: { field: "createdAt", type: "date" },
  USERNAME: { field: "usernameKey", type: "string" },
} as const;

/** Returns a page of the directory. @throws AppError BAD_USER_INPUT naming `first` or `after`. */
export async function listUsers(
  { models }: StoreParts,
  { first, after, filter, orderBy }: ProfileQuery,
  countOf: ProfileCounts,
): Promise<ProfilePage> {
  const order: Order = {
    ...orders[orderBy?.field ?? "CREATED_AT"],
    direction: orderBy?.direction ?? "DESC",
  };
  const request = readPageRequest({ first, after }, order);
  const matching = toDatabaseFilter(filter ?? {});
  const found = await models.profiles
    .find({ $and: [matching, keysetFilter(request)] }, profileFields)
    .sort(keysetSort(order))
    .limit(request.limit + 1)
    .lean();
  return toPage(found, request, toProfile, () => countOf(matching));
}

function toDatabaseFilter({ enabled, role, usernamePrefix }: ProfileFilter): Record<string, unknown> {
  const prefix = foldUsername(usernamePrefix ?? "");
  return {
    ...(enabled != null && { enabled }),
    ...(role != null && { roles: role }),
    ...(prefix !== "" && { usernameKey: { $gte: prefix, $lt: `${prefix}\uffff` } }),
  };
}
