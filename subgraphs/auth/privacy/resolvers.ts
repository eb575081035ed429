/** Fields by which users export and delete their own data. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type {
  AccountExportResolvers,
  MutationResolvers,
  QueryResolvers,
} from "../../../schema/generated/auth.js";
import { deleteAccount } from "./delete-account.js";
import { exportMyData } from "./export-my-data.js";
import { listAccountActivity } from "./list-account-activity.js";

export const privacyQueries = {
  exportMyData: (_root, _args, { parts, caller, client }) =>
    exportMyData(parts, requireClaims(caller), client),
} satisfies QueryResolvers;

export const privacyMutations = {
  deleteAccount: async (_root, { input }, { parts, caller, client, refreshTokens }) => {
    const id = await deleteAccount(parts, requireClaims(caller), input, client);
    refreshTokens.clear();
    return { id };
  },
} satisfies MutationResolvers;

export const accountExport = {
  activity: ({ user: { id } }, page, { parts }) => listAccountActivity(parts, id, page),
} satisfies AccountExportResolvers;
