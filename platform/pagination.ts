/** Pages by key: stable while documents come and go, and one index range a page however deep it is. */
import { badInput } from "./errors.js";

/** One entry of a page with the cursor that points at it. */
export interface Edge<Node> {
  cursor: string;
  node: Node;
}

/** A connection of the Relay cursor specification. */
export interface Slice<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** How many there are, as far as they were counted. */
export interface BoundedCount {
  /** Where it is not exact, there are more. */
  count: number;
  isExact: boolean;
}

/** A connection that counts; the count is taken only when a client selects one of the two. */
export interface Page<Node> extends Slice<Node> {
  totalCount: () => Promise<number>;
  totalCountIsExact: () => Promise<boolean>;
}

/** A stored field that a list is ordered by; ties are broken by `_id` in the same direction. */
export interface Order {
  field: string;
  direction: "ASC" | "DESC";
  type: "string" | "number" | "date";
}

type SortValue = string | number | Date;

/** A page as the store needs it. */
export interface PageRequest {
  /** Entries wanted. */
  limit: number;
  order: Order;
  /** The last entry of the page before. */
  after: { value: SortValue; id: string } | null;
}

/** Most entries a page may hold. */
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

/** The filter that selects what comes after the cursor: a range on the index, trimmed by the tie-breaker. */
export function keysetFilter({ after, order }: PageRequest): Record<string, unknown> {
  if (after === null) return {};
  const [beyond, beyondOrAt] = order.direction === "ASC" ? ["$gt", "$gte"] : ["$lt", "$lte"];
  return {
    [order.field]: { [beyondOrAt]: after.value },
    $or: [{ [order.field]: { [beyond]: after.value } }, { _id: { [beyond]: after.id } }],
  };
}

/** The sort that goes with `keysetFilter`. */
export function keysetSort({ field, direction }: Order): Record<string, 1 | -1> {
  const sign = direction === "ASC" ? 1 : -1;
  return { [field]: sign, _id: sign };
}

/** Makes a page of at most `limit` from `limit + 1` documents, the last of which only tells that there is more. */
export function toSlice<Document extends { _id: string }, Node>(
  documents: readonly Document[],
  { limit, order }: PageRequest,
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
    pageInfo: { hasNextPage: documents.length > limit, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

/** The same, with a count; `count` is asked for it once for each of its two fields. */
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

function encodeCursor(order: Order, value: SortValue, id: string): string {
  const plain = value instanceof Date ? value.getTime() : value;
  return Buffer.from(JSON.stringify([order.field, plain, id])).toString("base64url");
}

function decodeCursor(cursor: string, order: Order): { value: SortValue; id: string } {
  const parts = parseCursor(cursor);
  if (Array.isArray(parts) && parts.length === 3) {
    const [field, value, id] = parts as unknown[];
    const wanted = order.type === "string" ? "string" : "number";
    if (field === order.field && typeof value === wanted && typeof id === "string") {
      if (order.type !== "date") return { value: value as SortValue, id };
      if (Math.abs(value as number) <= 8.64e15) return { value: new Date(value as number), id };
    }
  }
  throw badInput("after", "after is not a cursor of this list in this order.");
}

function parseCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
