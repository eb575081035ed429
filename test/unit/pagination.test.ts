/** Paging by key: what it refuses, and that it neither repeats nor skips. */
import { describe, expect, it } from "@jest/globals";
import type { Order } from "../../platform/cursor.js";
import { keysetFilter, keysetSort, readPageRequest, toPage } from "../../platform/pagination.js";

const newest: Order = { field: "createdAt", direction: "DESC", type: "date" };
const documents = [5, 4, 4, 3].map((time, index) => ({ _id: `id${index}`, createdAt: new Date(time) }));
const firstPage = (limit: number) =>
  toPage(
    documents.slice(0, limit + 1),
    readPageRequest({ first: limit }, newest),
    ({ _id }) => _id,
    async () => ({ count: 4, isExact: true }),
  );

describe("a page request", () => {
  it.each([0, -1, 101])("refuses first: %d", (first) => {
    expect(() => readPageRequest({ first }, newest)).toThrow(
      expect.objectContaining({
        code: "BAD_USER_INPUT",
        details: expect.objectContaining({ field: "first" }),
      }),
    );
  });

  it("takes 20 when nothing is said", () => {
    expect(readPageRequest({}, newest)).toMatchObject({ limit: 20, after: null });
    expect(readPageRequest({ first: null, after: null }, newest).limit).toBe(20);
  });

  const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");
  it.each([
    ["garbage", "💥"],
    ["nothing", ""],
    ["another order's cursor", cursor("usernameKey", "ada", "id1")],
    ["a query operator for a value", cursor("createdAt", { $gt: 0 }, "id1")],
    ["a query operator for an id", cursor("createdAt", 4, { $ne: null })],
    ["a date beyond the calendar", cursor("createdAt", 9e15, "id1")],
    ["null", cursor("createdAt", null, "id1")],
  ])("refuses %s as a cursor", (_what, after) => {
    expect(() => readPageRequest({ after }, newest)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ field: "after" }) }),
    );
  });
});

describe("a page", () => {
  it("says whether there is more and where it ends", () => {
    const page = firstPage(2);
    expect(page.nodes).toEqual(["id0", "id1"]);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges[1]?.cursor,
    });
    expect(firstPage(4).pageInfo.hasNextPage).toBe(false);
  });

  it("is empty without a cursor when there is nothing", () => {
    const page = toPage([], readPageRequest({}, newest), String, async () => ({ count: 0, isExact: true }));
    expect(page).toMatchObject({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it("goes on after its end, ties broken by id", () => {
    const after = firstPage(2).pageInfo.endCursor;
    const request = readPageRequest({ after }, newest);
    expect(keysetFilter(request)).toEqual({
      createdAt: { $lte: new Date(4) },
      $or: [{ createdAt: { $lt: new Date(4) } }, { _id: { $lt: "id1" } }],
    });
    expect(keysetSort(newest)).toEqual({ createdAt: -1, _id: -1 });
  });
});
