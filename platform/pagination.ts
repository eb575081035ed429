/** Pages by key: stable while documents are added and removed, with one index range for each page at any depth. */

import { decodeCursor, encodeCursor, type Order, type SortValue } from "./cursor.js";
import { badInput } from "./errors.js";

/** One entry of a page and its cursor. */
export interface Edge<Node> {
  cursor: string;
  node: Node;
}

/** Where a page lies in its list. Lists are read forwards, so a page that begins after a cursor has entries before it. */
export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Null on an empty page. */
  startCursor: string | null;
  endCursor: string | null;
}

/** A connection of the Relay cursor specification. */
export interface Slice<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: PageInfo;
}

/** A number of entries, counted up to a bound. */
export interface BoundedCount {
  /** There are more where it is not exact. */
  count: number;
  isExact: boolean;
}

/** A connection that counts; the count runs only when a client selects one of the two fields. */
export interface Page<Node> extends Slice<Node> {
  totalCount: () => Promise<number>;
  totalCountIsExact: () => Promise<boolean>;
}

/** A page as the store reads it. */
export interface PageRequest {
  /** The number of entries. */
  limit: number;
  order: Order;
  /** The last entry of the page before. */
  after: { value: SortValue; id: string } | null;
}

/** The maximum number of entries on a page. */
const maximumPageSize = 100;

const defaultPageSize = 20;

/**
 * Checks `first` and `after`.
 * @throws AppError BAD_USER_INPUT naming `first` or `after`.
 */
export function readPageRequest(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  order: Order,
): PageRequest {
  const limit = args.first ?? defaultPageSize;
  if (limit < 1 || limit > maximumPageSize)
    throw badInput("first", `first must be from 1 to ${maximumPageSize}.`);
  return { limit, order, after: args.after == null ? null : decodeCursor(args.after, order) };
}

/** Returns the filter of entries after the cursor: a range on the index, restricted by the tie-breaker. */
export function keysetFilter({ after, order }: PageRequest): Record<string, unknown> {
  if (after === null) return {};
  const [beyond, beyondOrAt] = order.direction === "ASC" ? ["$gt", "$gte"] : ["$lt", "$lte"];
  return {
    [order.field]: { [beyondOrAt]: after.value },
    $or: [{ [order.field]: { [beyond]: after.value } }, { _id: { [beyond]: after.id } }],
  };
}

/** Returns the sort that belongs to `keysetFilter`. */
export function keysetSort({ field, direction }: Order): Record<string, 1 | -1> {
  const sign = direction === "ASC" ? 1 : -1;
  return { [field]: sign, _id: sign };
}

/** Makes a page of at most `limit` from `limit + 1` documents; the last one only shows that there are more. */
export function toSlice<Document extends { _id: string }, Node>(
  documents: readonly Document[],
  { limit, order, after }: PageRequest,
  toNode: (document: Document) => Node,
): Slice<Node> {
  const edges = documents.slice(0, limit).map((document) => ({
    cursor: encodeCursor(
      order,
      (document as Record<string, unknown>)[order.field] as SortValue,
      document._id,
    ),
    node: toNode(document),
  }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: documents.length > limit,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The same, with a count; the two fields of the count share one call of `count`. */
export function toPage<Document extends { _id: string }, Node>(
  documents: readonly Document[],
  request: PageRequest,
  toNode: (document: Document) => Node,
  count: () => Promise<BoundedCount>,
): Page<Node> {
  return {
    ...toSlice(documents, request, toNode),
    totalCount: async () => (await count()).count,
    totalCountIsExact: async () => (await count()).isExact,
  };
}
