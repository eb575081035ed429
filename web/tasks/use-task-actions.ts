/** What can be done with a task of a list, at once and without a form. */
import { readError } from "@gatehouse/client";
import { useRef, useState } from "react";
import { showToast } from "../design/toast.js";
import { changing } from "../lists/changes.js";
import { client } from "../session/client.js";
import { deleteLater } from "./delete-later.js";
import { focusAfterRemoval } from "./focus-task.js";
import { declineTaskMutation } from "./operations.generated.js";
import { sendChanges } from "./send-changes.js";
import { type Conflict, findChanges, isContested, type TaskChanges, type TaskRow } from "./task-changes.js";

/** The actions of a page, and the conflict that one of them has run into. */
export interface TaskActions {
  /** Changes a task at once. `said` is announced when the server has agreed. */
  change: (task: TaskRow, changes: TaskChanges, said?: string) => Promise<void>;
  remove: (task: TaskRow) => void;
  decline: (task: TaskRow) => Promise<void>;
  conflict: Conflict | null;
  /** Ends the conflict: the person's changes go over the other version, or are given up. */
  resolve: (choice: "mine" | "theirs") => Promise<void>;
  /** The last change, for screen readers. */
  announcement: string;
  /** Calls a function after each change that the server has accepted: lists read themselves again. */
  reloads: { current: Set<() => void> };
}

/** How often changes are sent again by themselves, over versions in which other fields have changed. */
const mostRepetitions = 2;

/** Creates the actions. */
export function useTaskActions(): TaskActions {
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [announcement, setAnnouncement] = useState("");
  const reloads = useRef(new Set<() => void>());
  const reloadAll = () => {
    for (const reload of reloads.current) reload();
  };

  const change = async (task: TaskRow, wanted: TaskChanges, said = "", repetitions = 0): Promise<void> => {
    const changes = findChanges(task, wanted);
    if (Object.keys(changes).length === 0) return;
    setAnnouncement(said);
    const outcome = await sendChanges(task, changes);
    if (outcome.status === "conflict") {
      const { theirs } = outcome.conflict;
      if (isContested(outcome.conflict) || repetitions >= mostRepetitions) setConflict(outcome.conflict);
      // Nothing of the other version is lost by this.
      else await change(theirs, changes, said, repetitions + 1);
      return;
    }
    if (outcome.status === "gone") {
      showToast(`“${task.title}” is gone: it was deleted, or it is not yours to see any more.`);
    } else if (outcome.status === "failed" && outcome.error.code !== "CANCELLED") {
      setAnnouncement("");
      const again = { label: "Try again", run: () => void change(task, changes, said) };
      showToast(`“${task.title}” is not changed. ${outcome.error.message}`, again);
    }
    reloadAll();
  };

  return {
    change: (task, changes, said) => change(task, changes, said),
    remove(task) {
      focusAfterRemoval(task.id);
      deleteLater(task, reloadAll);
    },
    async decline(task) {
      const request = () =>
        client.mutate({ mutation: declineTaskMutation, variables: { id: task.id } }).then(() => {
          client.cache.evict({ id: client.cache.identify({ __typename: "Task", id: task.id }) as string });
          showToast(`“${task.title}” is not assigned to you any more.`);
        });
      await changing(request).catch((thrown: unknown) => showToast(readError(thrown).message));
      reloadAll();
    },
    conflict,
    async resolve(choice) {
      if (conflict === null) return;
      setConflict(null);
      if (choice === "mine") await change(conflict.theirs, conflict.mine, "Your version is saved.");
      else reloadAll();
    },
    announcement,
    reloads,
  };
}
