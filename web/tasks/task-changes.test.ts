import { describe, expect, it } from "@jest/globals";
import { findChanges, isContested, listDifferences, type TaskDetails, toInput } from "./task-changes.js";

const ada = { __typename: "User", id: "ada", username: "ada", displayName: "Ada", deleted: false } as const;
const task: TaskDetails = {
  __typename: "Task",
  id: "1",
  title: "Write",
  description: "",
  status: "TODO",
  priority: "NORMAL",
  dueDate: null,
  enabled: true,
  version: 1,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  owner: ada,
  assignee: ada,
};

describe("changes of a task", () => {
  it("are only the values that are not the task's own", () => {
    const renamed = { ...ada, displayName: "Countess" };
    expect(findChanges(task, { title: "Write", status: "DONE", assignee: renamed })).toEqual({
      status: "DONE",
    });
  });

  it("become the input of the mutation", () => {
    expect(toInput({ title: "New", assignee: null })).toEqual({ title: "New", assigneeId: null });
    expect(toInput({ assignee: ada, enabled: false })).toEqual({ assigneeId: "ada" });
  });

  it("are contested where another person has changed the same field", () => {
    const conflict = {
      base: task,
      mine: { title: "Mine" },
      theirs: { ...task, title: "Theirs", version: 2 },
    };
    expect(listDifferences(conflict)).toEqual([
      { field: "title", label: "Title", mine: "Mine", theirs: "Theirs", isContested: true },
    ]);
    expect(isContested(conflict)).toBe(true);
  });

  it("stand beside changes of other fields", () => {
    const theirs = { ...task, dueDate: "2026-02-03", version: 2 };
    const conflict = { base: task, mine: { title: "Mine" }, theirs };
    expect(isContested(conflict)).toBe(false);
    expect(listDifferences(conflict)).toMatchObject([
      { label: "Title", mine: "Mine", theirs: "Write" },
      { label: "Due date", mine: "None", theirs: "2026-02-03" },
    ]);
  });

  it("differ in nothing if both people did the same", () => {
    expect(
      listDifferences({ base: task, mine: { status: "DONE" }, theirs: { ...task, status: "DONE" } }),
    ).toEqual([]);
  });
});
