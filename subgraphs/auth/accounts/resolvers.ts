/** Fields of accounts. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type {
  AccountExportResolvers,
  MutationResolvers,
  QueryResolvers,
  UserResolvers,
} from "../../../schema/generated/auth.js";
import { actorOf } from "../context.js";
import { deleteAccount } from "./delete-account.js";
import { disableUser } from "./disable-user.js";
import { enableUser } from "./enable-user.js";
import { exportMyData } from "./export-my-data.js";
import { listAccountActivity } from "./list-account-activity.js";
import { toPublicAccount } from "./public-account.js";
import { setUserRoles } from "./set-user-roles.js";

export const accountQueries = {
  exportMyData: (_root, _args, { parts, caller, client }) =>
    exportMyData(parts, requireClaims(caller), client),
} satisfies QueryResolvers;

export const accountMutations = {
  enableUser: async (_root, { id }, context) =>
    toPublicAccount(await enableUser(context.parts, id, actorOf(context))),
  disableUser: async (_root, { id }, context) =>
    toPublicAccount(await disableUser(context.parts, id, actorOf(context))),
  setUserRoles: async (_root, { id, roles }, context) =>
    toPublicAccount(await setUserRoles(context.parts, id, roles, actorOf(context))),
  deleteAccount: async (_root, { input }, { parts, caller, client, refreshTokens }) => {
    const id = await deleteAccount(parts, requireClaims(caller), input, client);
    refreshTokens.clear();
    return { id };
  },
} satisfies MutationResolvers;

export const user = {
  __resolveReference: ({ id }, { accountById }) => accountById.load(id),
  emailVerified: ({ emailVerifiedAt }) => emailVerifiedAt != null,
} satisfies UserResolvers;

export const accountExport = {
  activity: ({ user: { id } }, page, { parts }) => listAccountActivity(parts, id, page),
} satisfies AccountExportResolvers;
