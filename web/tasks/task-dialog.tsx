/** Shows one task, and changes it. */
import { readError } from "@gatehouse/client";
import { useCallback, useEffect, useState } from "react";
import { Button } from "../design/button.js";
import { Notice } from "../design/notice.js";
import { Skeleton } from "../design/placeholder.js";
import { EditTask } from "./edit-task.js";
import { GuardedDialog } from "./guarded-dialog.js";
import { loadTask } from "./send-changes.js";
import type { TaskDetails } from "./task-changes.js";
import type { TaskActions } from "./use-task-actions.js";

interface Props {
  /** Null: no task is open. */
  id: string | null;
  actions: TaskActions;
  onClose: () => void;
}

/** The dialog. */
export function TaskDialog({ id, actions, onClose }: Props) {
  return (
    <GuardedDialog open={id !== null} onClose={onClose} title="Edit task">
      {(setUnsaved) => id !== null && <Loaded key={id} {...{ id, actions, onClose, setUnsaved }} />}
    </GuardedDialog>
  );
}

type Loading = { task: TaskDetails } | { message: string } | null;

function Loaded({ id, ...props }: Props & { id: string; setUnsaved: (isUnsaved: boolean) => void }) {
  const [state, setState] = useState<Loading>(null);
  const load = useCallback(async () => {
    setState(null);
    try {
      const task = await loadTask(id);
      setState(task ? { task } : { message: gone });
    } catch (thrown) {
      const error = readError(thrown);
      setState({ message: error.code === "NOT_FOUND" ? gone : error.message });
    }
  }, [id]);
  useEffect(() => void load(), [load]);
  if (state === null) return <Skeleton count={6} />;
  if ("task" in state) return <EditTask task={state.task} {...props} />;
  return (
    <>
      <Notice tone="danger" live>
        <p>{state.message}</p>
      </Notice>
      <div className="button-row">
        <Button onClick={props.onClose}>Close</Button>
        {state.message !== gone && <Button onClick={() => void load()}>Try again</Button>}
      </div>
    </>
  );
}

const gone = "There is no such task, or it is not yours to see.";
