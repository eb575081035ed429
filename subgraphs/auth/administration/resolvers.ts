/** Fields by which admins manage accounts. */
import type { MutationResolvers } from "../../../schema/generated/auth.js";
import { toPublicAccount } from "../accounts/public-account.js";
import { actorOf } from "../context.js";
import { disableUser } from "./disable-user.js";
import { enableUser } from "./enable-user.js";
import { setUserRoles } from "./set-user-roles.js";

export const administrationMutations = {
  enableUser: async (_root, { id }, context) =>
    toPublicAccount(await enableUser(context.parts, id, actorOf(context))),
  disableUser: async (_root, { id }, context) =>
    toPublicAccount(await disableUser(context.parts, id, actorOf(context))),
  setUserRoles: async (_root, { id, roles }, context) =>
    toPublicAccount(await setUserRoles(context.parts, id, roles, actorOf(context))),
} satisfies MutationResolvers;
