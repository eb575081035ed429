/** Fields by which operators examine the running system. */
import type { MutationResolvers, QueryResolvers } from "../../../schema/generated/auth.js";
import { publishTestEvent } from "./publish-test-event.js";
import { systemStatus } from "./system-status.js";

export const operationQueries = {
  systemStatus: (_root, _args, { parts }) => systemStatus(parts),
} satisfies QueryResolvers;

export const operationMutations = {
  publishTestEvent: (_root, { message }, { parts }) => publishTestEvent(parts, message),
} satisfies MutationResolvers;
