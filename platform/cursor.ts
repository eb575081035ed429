/** Cursors: the place of an entry in a sorted list, as an opaque text. */
import { badInput } from "./errors.js";

/** A stored field that orders a list; `_id` breaks ties in the same direction. */
export interface Order {
  field: string;
  direction: "ASC" | "DESC";
  type: "string" | "number" | "date";
}

/** A value that entries are sorted by. */
export type SortValue = string | number | Date;

/** Returns the cursor of an entry. */
export function encodeCursor(order: Order, value: SortValue, id: string): string {
  const plain = value instanceof Date ? value.getTime() : value;
  return Buffer.from(JSON.stringify([order.field, plain, id])).toString("base64url");
}

/** Reads a cursor. @throws AppError BAD_USER_INPUT for one of another order, or for any other text. */
export function decodeCursor(cursor: string, order: Order): { value: SortValue; id: string } {
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
