/** Sends a person's changes of a task, and says how that ended. */
import { type GatehouseError, readError } from "@gatehouse/client";
import { changing } from "../lists/changes.js";
import { client } from "../session/client.js";
import {
  disableTaskMutation,
  enableTaskMutation,
  openTaskQuery,
  updateTaskMutation,
  updateTaskRowMutation,
} from "./operations.generated.js";
import { type Conflict, type TaskChanges, type TaskDetails, type TaskRow, toInput } from "./task-changes.js";

/** How the sending has ended. */
export type Outcome =
  | { status: "done"; task: TaskRow }
  | { status: "conflict"; conflict: Conflict }
  /** The task is deleted, or not for this person any more. */
  | { status: "gone" }
  | { status: "failed"; error: GatehouseError };

/**
 * Sends changes of a task that the person has in front of them. The page shows them at once, and takes them back if the
 * server refuses them. `enabled` is changed by itself, since the graph has mutations of their own for it.
 */
export async function sendChanges(base: TaskRow, mine: TaskChanges): Promise<Outcome> {
  return settle(base, mine, () => changing(() => send(base, mine)));
}

/** Reads the task as the server has it now. @throws what a query throws. */
export async function loadTask(id: string): Promise<TaskDetails | null> {
  const { data } = await client.query({
    query: openTaskQuery,
    variables: { id },
    fetchPolicy: "network-only",
  });
  return data?.task ?? null;
}

async function send(base: TaskRow, mine: TaskChanges): Promise<TaskRow> {
  const { id, version } = base;
  const optimistic = { ...base, ...mine };
  if (mine.enabled !== undefined) {
    const variables = { id, expectedVersion: version };
    if (mine.enabled) {
      const { data } = await client.mutate({
        mutation: enableTaskMutation,
        variables,
        optimisticResponse: { enableTask: optimistic },
      });
      return data?.enableTask as TaskRow;
    }
    const { data } = await client.mutate({
      mutation: disableTaskMutation,
      variables,
      optimisticResponse: { disableTask: optimistic },
    });
    return data?.disableTask as TaskRow;
  }
  const variables = { id, input: { ...toInput(mine), expectedVersion: version } };
  if ("description" in base) {
    const { data } = await client.mutate({ mutation: updateTaskMutation, variables });
    return data?.updateTask as TaskRow;
  }
  const { data } = await client.mutate({
    mutation: updateTaskRowMutation,
    variables,
    optimisticResponse: { updateTask: optimistic },
  });
  return data?.updateTask as TaskRow;
}

async function settle(base: TaskRow, mine: TaskChanges, run: () => Promise<TaskRow>): Promise<Outcome> {
  try {
    return { status: "done", task: await run() };
  } catch (thrown) {
    const error = readError(thrown);
    if (error.code === "NOT_FOUND") return { status: "gone" };
    if (error.code !== "CONFLICT" || error.version === undefined) return { status: "failed", error };
    return readConflict(base, mine);
  }
}

async function readConflict(base: TaskRow, mine: TaskChanges): Promise<Outcome> {
  try {
    const theirs = await loadTask(base.id);
    return theirs === null ? { status: "gone" } : { status: "conflict", conflict: { base, mine, theirs } };
  } catch (thrown) {
    const error = readError(thrown);
    return error.code === "NOT_FOUND" ? { status: "gone" } : { status: "failed", error };
  }
}
