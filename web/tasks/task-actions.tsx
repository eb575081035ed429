/** The buttons of a task in a list: what is done often by itself, the rest in a menu. */
import { useState } from "react";
import { IconButton } from "../design/button.js";
import { ConfirmDialog } from "../design/dialog.js";
import { Menu } from "../design/menu.js";
import { type SignedInUser, useIsAdmin, useViewer } from "../session/use-session.js";
import type { TaskChanges, TaskRow } from "./task-changes.js";
import { nameStatus, priorities, statuses } from "./task-filters.js";
import type { TaskActions } from "./use-task-actions.js";

interface Props {
  task: TaskRow;
  actions: TaskActions;
  /** The id of the element that says which task it is. */
  titleId: string;
  onEdit: () => void;
}

/** May the signed-in user do what only the owner and admins may? */
export function useMayManage(): (task: TaskRow) => boolean {
  const viewer = useViewer();
  const isAdmin = useIsAdmin();
  return (task) => isAdmin || task.owner.id === viewer?.id;
}

/** The buttons. */
export function TaskButtons({ task, actions, titleId, onEdit }: Props) {
  const mayManage = useMayManage()(task);
  return (
    <div className="task__actions">
      {mayManage && (
        <>
          <IconButton
            icon={task.enabled ? "pause" : "play"}
            label={task.enabled ? "Disable" : "Enable"}
            aria-describedby={titleId}
            onClick={() =>
              void actions.change(task, { enabled: !task.enabled }, task.enabled ? "Disabled." : "Enabled.")
            }
          />
          <IconButton
            icon="trash"
            label="Delete"
            aria-describedby={titleId}
            onClick={() => actions.remove(task)}
          />
        </>
      )}
      <MoreMenu {...{ task, actions, titleId, onEdit, mayManage }} />
    </div>
  );
}

function MoreMenu({ task, actions, titleId, onEdit, mayManage }: Props & { mayManage: boolean }) {
  const viewer = useViewer();
  const [isDeclining, setDeclining] = useState(false);
  const isMine = task.assignee?.id === viewer?.id;
  const change = (changes: TaskChanges, said: string) => void actions.change(task, changes, said);
  return (
    <>
      <Menu
        trigger={<IconButton icon="more" label="More" aria-describedby={titleId} className="task__more" />}
        entries={[
          { label: "Edit", icon: "edit", onSelect: onEdit },
          ...(mayManage && viewer && !isMine
            ? [
                {
                  label: "Assign to me",
                  icon: "profile" as const,
                  onSelect: () => change({ assignee: toPerson(viewer) }, "Assigned to you."),
                },
              ]
            : []),
          ...(mayManage && task.assignee
            ? [
                {
                  label: "Assign to no one",
                  icon: "close" as const,
                  onSelect: () => change({ assignee: null }, "Assigned to no one."),
                },
              ]
            : []),
          ...(!mayManage && isMine
            ? [{ label: "Decline", icon: "close" as const, onSelect: () => setDeclining(true) }]
            : []),
          {
            label: "Move to",
            value: task.status,
            options: statuses,
            onChoose: (status) =>
              change({ status: status as TaskRow["status"] }, `Moved to ${nameStatus(status)}.`),
          },
          {
            label: "Priority",
            value: task.priority,
            options: priorities,
            onChoose: (priority) =>
              change({ priority: priority as TaskRow["priority"] }, "The priority is changed."),
          },
        ]}
      />
      <ConfirmDialog
        open={isDeclining}
        onClose={() => setDeclining(false)}
        title="Decline this task"
        description={`“${task.title}” goes back to its owner, and you will not see it any more.`}
        action="Decline"
        onConfirm={() => {
          setDeclining(false);
          void actions.decline(task);
        }}
      />
    </>
  );
}

const toPerson = ({ id, username, displayName }: SignedInUser) =>
  ({ __typename: "User", id, username, displayName, deleted: false }) as const;
