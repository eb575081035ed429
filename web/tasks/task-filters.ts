/** The filters of the page "Tasks": in the address, so that they stay when one comes back, and can be sent to others. */
import type { TaskFilter, TaskOrder, TaskPriority, TaskStatus } from "./operations.generated.js";

/** Each status with its name, in the order of work. */
export const statuses: readonly (readonly [TaskStatus, string])[] = [
  ["TODO", "To do"],
  ["IN_PROGRESS", "In progress"],
  ["DONE", "Done"],
];

/** Each priority with its name, the most urgent first. */
export const priorities: readonly (readonly [TaskPriority, string])[] = [
  ["URGENT", "Urgent"],
  ["HIGH", "High"],
  ["NORMAL", "Normal"],
  ["LOW", "Low"],
];

export const nameStatus = (status: string): string => nameIn(statuses, status);
export const namePriority = (priority: string): string => nameIn(priorities, priority);

function nameIn(names: readonly (readonly [string, string])[], value: string): string {
  return names.find(([key]) => key === value)?.[1] ?? value;
}

const orders: Readonly<Record<string, TaskOrder>> = {
  "": { field: "CREATED_AT", direction: "DESC" },
  changed: { field: "UPDATED_AT", direction: "DESC" },
  due: { field: "DUE_DATE", direction: "ASC" },
  priority: { field: "PRIORITY", direction: "DESC" },
  oldest: { field: "CREATED_AT", direction: "ASC" },
};

/** Each parameter of the address that a list offers, with its label and its values. The empty value is the default. */
export const choices = {
  status: ["Status", [["", "Any"], ["open", "Not done"], ...statuses]],
  priority: ["Priority", [["", "Any"], ...priorities]],
  state: [
    "State",
    [
      ["", "Any"],
      ["enabled", "Enabled"],
      ["disabled", "Disabled"],
    ],
  ],
  assignee: [
    "Assignee",
    [
      ["", "Anyone"],
      ["me", "Me"],
    ],
  ],
  due: [
    "Due",
    [
      ["", "Any time"],
      ["overdue", "Overdue"],
      ["week", "Next 7 days"],
    ],
  ],
  sort: [
    "Sort by",
    [
      ["", "Newest"],
      ["changed", "Last change"],
      ["due", "Due date"],
      ["priority", "Priority"],
      ["oldest", "Oldest"],
    ],
  ],
} as const satisfies Record<string, readonly [string, readonly (readonly [string, string])[]]>;

/** The parameters that leave tasks out. */
export const filterNames = ["q", "status", "priority", "state", "assignee", "due"] as const;

/** Returns the day `days` from today on this device, as the graph writes it. */
export function dayFromToday(days: number, today = new Date()): string {
  const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Reads the filter of an address. What it does not know is left out. */
export function readFilter(query: URLSearchParams, viewerId: string): TaskFilter {
  const search = query.get("q")?.trim();
  const priority = priorities.find(([key]) => key === query.get("priority"))?.[0];
  const state = query.get("state");
  const due = query.get("due");
  const status = query.get("status");
  const oneStatus = statuses.find(([key]) => key === status)?.[0];
  const isOpen = status === "open" || (status === null && due === "overdue");
  return {
    ...(search && { search }),
    ...(oneStatus && { statuses: [oneStatus] }),
    ...(isOpen && { statuses: ["TODO", "IN_PROGRESS"] }),
    ...(priority && { priority }),
    ...((state === "enabled" || state === "disabled") && { enabled: state === "enabled" }),
    ...(query.get("assignee") === "me" && { assigneeId: viewerId }),
    ...(due === "overdue" && { dueBefore: dayFromToday(0) }),
    ...(due === "week" && { dueAfter: dayFromToday(-1), dueBefore: dayFromToday(8) }),
  };
}

/** Reads the order of an address. */
export function readOrder(query: URLSearchParams): TaskOrder {
  return orders[query.get("sort") ?? ""] ?? (orders[""] as TaskOrder);
}
