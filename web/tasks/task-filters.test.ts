import { describe, expect, it } from "@jest/globals";
import { dayFromToday, readFilter, readOrder } from "./task-filters.js";

const read = (query: string) => readFilter(new URLSearchParams(query), "viewer");

describe("the filters in the address of the page of tasks", () => {
  it("ask for everything when there are none", () => {
    expect(read("")).toEqual({});
  });

  it("stand for the filter of the graph", () => {
    expect(read("q=rep+ann&status=DONE&priority=HIGH&state=disabled&assignee=me")).toEqual({
      search: "rep ann",
      statuses: ["DONE"],
      priority: "HIGH",
      enabled: false,
      assigneeId: "viewer",
    });
  });

  it("take only what is not done for overdue, unless a status is chosen", () => {
    expect(read("due=overdue")).toEqual({ statuses: ["TODO", "IN_PROGRESS"], dueBefore: dayFromToday(0) });
    expect(read("due=overdue&status=DONE")).toMatchObject({ statuses: ["DONE"] });
  });

  it("leave out values that no one offers", () => {
    expect(read("status=LATER&priority=&state=x&due=never&assignee=them")).toEqual({});
    expect(readOrder(new URLSearchParams("sort=magic"))).toEqual({ field: "CREATED_AT", direction: "DESC" });
  });

  it("count days by the calendar of this device, over the end of a month", () => {
    expect(dayFromToday(1, new Date(2026, 1, 28, 23, 59))).toBe("2026-03-01");
    expect(dayFromToday(-1, new Date(2026, 0, 1))).toBe("2025-12-31");
  });
});
