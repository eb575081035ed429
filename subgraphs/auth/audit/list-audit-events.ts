/** Use case `auditEvents`: reads the audit trail, newest first, a page at a time. */
import {
  type Edge,
  keysetFilter,
  keysetSort,
  readPageRequest,
  type Slice,
  toSlice,
} from "../../../platform/pagination.js";
import type { Parts } from "../parts.js";
import type { AuditRecord } from "./model.js";

/** An entry as an admin reads it. */
export interface AuditEvent extends Omit<AuditRecord, "_id" | "expiresAt"> {
  id: string;
}

export type AuditPage = Slice<AuditEvent>;
export type AuditEdge = Edge<AuditEvent>;

/** Which entries are wanted. A condition that is absent or null matches every entry. */
export interface AuditQuery {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?:
    | {
        type?: string | null | undefined;
        subjectId?: string | null | undefined;
        actorId?: string | null | undefined;
      }
    | null
    | undefined;
}

const order = { field: "time", direction: "DESC", type: "date" } as const;
const filters = ["type", "subjectId", "actorId"] as const;

/** Returns one page. @throws AppError BAD_USER_INPUT naming `first` or `after`. */
export async function listAuditEvents({ models }: Parts<"models">, query: AuditQuery): Promise<AuditPage> {
  const request = readPageRequest(query, order);
  const wanted = filters.flatMap((field) =>
    query.filter?.[field] == null ? [] : [[field, query.filter[field]]],
  );
  const found = await models.audit
    .find({ ...Object.fromEntries(wanted), ...keysetFilter(request) }, { expiresAt: 0 })
    .sort(keysetSort(order))
    .limit(request.limit + 1)
    .lean();
  return toSlice(found, request, ({ _id, ...entry }) => ({ id: _id, ...entry }));
}
