/** The fields by which somebody takes away what is held about them. */
import { requireClaims } from "../../../platform/identity/caller.js";
import type { AccountExportResolvers, QueryResolvers } from "../../../schema/generated/auth.js";

export const dataExportQueries = {
  exportMyData: (_root, _args, { dataExport, caller, client }) =>
    dataExport.exportAccount(requireClaims(caller), client),
} satisfies QueryResolvers;

export const accountExport: AccountExportResolvers = {
  activity: ({ user }, page, { dataExport }) => dataExport.listActivity(user.id, page),
};
