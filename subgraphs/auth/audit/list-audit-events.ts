/** Reads the audit trail, newest first, a page at a time. */
import {
  type Edge,
  keysetFilter,
  keysetSort,
  readPageRequest,
  type Slice,
  toSlice,
} from "../../../platform/pagination.js";
import type { AuthModels } from "../model.js";
import type { AuditRecord } from "./model.js";

/** An entry as an admin reads it. */
export interface AuditEvent extends Omit<AuditRecord, "_id" | "expiresAt"> {
  id: string;
}

export type AuditPage = Slice<AuditEvent>;
export type AuditEdge = Edge<AuditEvent>;

/** Which entries; what is absent or null does not matter. */
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

/** Creates the question. It throws AppError BAD_USER_INPUT naming `first` or `after`. */
export function createAuditReading({ audit }: Pick<AuthModels, "audit">) {
  return async (query: AuditQuery): Promise<AuditPage> => {
    const request = readPageRequest(query, order);
    const wanted = filters.flatMap((field) =>
      query.filter?.[field] == null ? [] : [[field, query.filter[field]]],
    );
    const found = await audit
      .find({ ...Object.fromEntries(wanted), ...keysetFilter(request) }, { expiresAt: 0 })
      .sort(keysetSort(order))
      .limit(request.limit + 1)
      .lean();
    return toSlice(found, request, ({ _id, ...entry }) => ({ id: _id, ...entry }));
  };
}
