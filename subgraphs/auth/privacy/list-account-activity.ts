/** Use case `AccountExport.activity`: the audit trail about one account, as its owner may read it. */
import type { Slice } from "../../../platform/pagination.js";
import { type AuditEvent, listAuditEvents } from "../audit/list-audit-events.js";
import type { Parts } from "../parts.js";

/** One entry about the account. */
export interface AccountActivity {
  id: string;
  time: Date;
  type: string;
  outcome: string;
  reason: string | null;
  byOwner: boolean;
  ipAddress: string | null;
  userAgent: string | null;
}

/**
 * Returns a page, newest first. For an act of another account, an admin's, the address and user agent are that person's data and
 * not shown (GDPR, art. 15, 4). @throws AppError BAD_USER_INPUT naming `first` or `after`.
 */
export async function listAccountActivity(
  parts: Parts<"models">,
  accountId: string,
  page: { first?: number | null | undefined; after?: string | null | undefined },
): Promise<Slice<AccountActivity>> {
  const { edges, pageInfo } = await listAuditEvents(parts, { ...page, filter: { subjectId: accountId } });
  const shown = edges.map(({ cursor, node }) => ({ cursor, node: showToOwner(node, accountId) }));
  return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo };
}

function showToOwner(entry: AuditEvent, accountId: string): AccountActivity {
  const { id, time, type, outcome, reason, actorId, ipAddress, userAgent } = entry;
  const byOther = actorId !== null && actorId !== accountId;
  const origin = byOther ? { ipAddress: null, userAgent: null } : { ipAddress, userAgent };
  return { id, time, type, outcome, reason, byOwner: actorId === accountId, ...origin };
}
