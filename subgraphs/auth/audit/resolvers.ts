/** Fields of the audit trail. */
import type { AuditEventResolvers, QueryResolvers } from "../../../schema/generated/auth.js";
import { listAuditEvents } from "./list-audit-events.js";

export const auditQueries = {
  auditEvents: (_root, args, { parts }) => listAuditEvents(parts, args),
} satisfies QueryResolvers;

export const auditEvent = {
  actor: ({ actorId }, _args, { accountById }) => (actorId === null ? null : accountById.load(actorId)),
  subject: ({ subjectId }, _args, { accountById }) =>
    subjectId === null ? null : accountById.load(subjectId),
} satisfies AuditEventResolvers;
