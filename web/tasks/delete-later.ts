/**
 * Deletes a task once its Undo is gone: until then it is only hidden. What is not sent when the page is left is sent as
 * it is left, and if that fails too, by the next page of the same browser.
 */
import { readError } from "@gatehouse/client";
import { useSyncExternalStore } from "react";
import { showToast } from "../design/toast.js";
import { changing } from "../lists/changes.js";
import { client } from "../session/client.js";
import { onLeave } from "../session/leave.js";
import { deleteTaskMutation } from "./operations.generated.js";
import {
  type Deletable,
  forgetDeletion,
  rememberDeletion,
  takeOverDeletions,
} from "./remembered-deletions.js";

interface Waiting extends Deletable {
  /** Takes its message away. */
  dismiss: () => void;
  isSent: boolean;
}

/** Hidden tasks: by Undo or a failure they come back. */
let hidden: ReadonlyMap<string, Waiting> = new Map();
const listeners = new Set<() => void>();

function update(change: (next: Map<string, Waiting>) => void): void {
  const next = new Map(hidden);
  change(next);
  hidden = next;
  for (const listener of listeners) listener();
}

/** Returns the tasks that are being deleted, by id, and renders again when that changes. */
export function useDeletions(): ReadonlyMap<string, Deletable> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => hidden,
  );
}

/** Hides a task, offers Undo, and deletes the task when that is gone. `onDeleted` is called once it is. */
export function deleteLater(task: Deletable, onDeleted: () => void = () => {}): void {
  const { id, title } = task;
  let isUndone = false;
  const undo = () => {
    isUndone = true;
    restore(id);
  };
  const dismiss = showToast(`“${title}” is deleted.`, { label: "Undo", run: undo }, () => {
    if (!isUndone) void send(task, onDeleted);
  });
  update((next) => next.set(id, { ...task, dismiss, isSent: false }));
  rememberDeletion(task);
}

function restore(id: string): void {
  update((next) => next.delete(id));
  forgetDeletion(id);
}

async function send(task: Deletable, onDeleted: () => void, keepalive = false): Promise<void> {
  const waiting = hidden.get(task.id);
  if (!waiting || waiting.isSent) return;
  waiting.isSent = true;
  try {
    await requestDeletion(task.id, keepalive);
    forgetDeletion(task.id);
    client.cache.evict({ id: client.cache.identify({ __typename: "Task", id: task.id }) as string });
    client.cache.gc();
    update((next) => next.delete(task.id));
    onDeleted();
  } catch (thrown) {
    restore(task.id);
    const retry = { label: "Try again", run: () => deleteLater(task, onDeleted) };
    showToast(`“${task.title}” is not deleted. ${readError(thrown).message}`, retry);
  }
}

/** Resolves when the task is gone, also if it was before. */
async function requestDeletion(id: string, keepalive: boolean): Promise<void> {
  const request = client.mutate({
    mutation: deleteTaskMutation,
    variables: { id },
    context: { fetchOptions: { keepalive } },
  });
  await changing(() => request).catch((thrown: unknown) => {
    if (readError(thrown).code !== "NOT_FOUND") throw thrown;
  });
}

/** Sends everything that waits; its Undo goes away. Resolves when the server has answered. */
async function sendAll(keepalive: boolean): Promise<void> {
  const waiting = [...hidden.values()].filter(({ isSent }) => !isSent);
  await Promise.all(
    waiting.map(async (one) => {
      const sent = send(one, () => {}, keepalive);
      one.dismiss();
      await sent;
    }),
  );
}

// Before a sign-out, after which nothing can be sent; and as the page goes away, with a request that outlives it.
onLeave(() => sendAll(false));
window.addEventListener("pagehide", () => void sendAll(true));

/** Sends what an earlier page of this browser could not. Called by the page of tasks when it opens. */
export function finishDeletions(onDeleted: () => void): void {
  takeOverDeletions((task) => {
    update((next) => next.set(task.id, { ...task, dismiss: () => {}, isSent: false }));
    void send(task, onDeleted);
  });
}
