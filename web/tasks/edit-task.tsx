/** The form of a task that is there. A conflict with another person's change is shown in its place. */
import type { GatehouseError } from "@gatehouse/client";
import { useEffect, useState } from "react";
import { Button } from "../design/button.js";
import { Notice } from "../design/notice.js";
import { Badge } from "../design/placeholder.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { changing } from "../lists/changes.js";
import { client } from "../session/client.js";
import { ConflictView } from "./conflict-view.js";
import { createTaskMutation } from "./operations.generated.js";
import { sendChanges } from "./send-changes.js";
import { useMayManage } from "./task-actions.js";
import {
  type Conflict,
  findChanges,
  type TaskChanges,
  type TaskDetails,
  type TaskRow,
} from "./task-changes.js";
import { TaskFacts } from "./task-facts.js";
import { readValues, TaskFields, type TaskValues, toChanges, useAssignee } from "./task-form.js";
import type { TaskActions } from "./use-task-actions.js";

interface Props {
  task: TaskDetails;
  actions: TaskActions;
  onClose: () => void;
  setUnsaved: (isUnsaved: boolean) => void;
}

/** The form. */
export function EditTask({ task, actions, onClose, setUnsaved }: Props) {
  const { assignee, setAssignee, latest } = useAssignee(task.assignee);
  // What the person's changes are held against: after a conflict, the version of the others.
  const [base, setBase] = useState(task);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isGone, setGone] = useState(false);
  const mayManage = useMayManage()(task);
  const changesOf = (values: TaskValues) => findChanges(base, toChanges(values, latest.current));

  const send = async (seen: TaskDetails, changes: TaskChanges): Promise<GatehouseError | undefined> => {
    const outcome = await sendChanges(seen, changes);
    if (outcome.status === "failed") return outcome.error;
    setConflict(outcome.status === "conflict" ? outcome.conflict : null);
    setGone(outcome.status === "gone");
    if (outcome.status === "done") finish(`“${outcome.task.title}” is saved.`);
    return undefined;
  };
  const finish = (said?: string) => {
    if (said) showToast(said);
    setUnsaved(false);
    for (const reload of actions.reloads.current) reload();
    onClose();
  };
  const form = useForm(readValues(task), async (values) => {
    const changes = changesOf(values);
    return Object.keys(changes).length === 0 ? finish() : send(base, changes);
  });
  const isUnsaved = Object.keys(changesOf(form.values)).length > 0 || assignee?.id !== base.assignee?.id;
  useEffect(() => setUnsaved(isUnsaved), [isUnsaved, setUnsaved]);

  if (conflict !== null) {
    return (
      <ConflictStep
        conflict={conflict}
        send={() => send(conflict.theirs, conflict.mine)}
        onTheirs={() => finish("The other version stays.")}
        onBack={() => {
          setBase(conflict.theirs);
          setConflict(null);
          // The fields that only the others have changed show what they are now.
          form.set(readUntouched(conflict));
          if (!("assignee" in conflict.mine)) setAssignee(conflict.theirs.assignee);
        }}
      />
    );
  }
  return (
    <FormView form={form} label="Edit task">
      {isGone && <Gone values={toChanges(form.values, assignee)} onSaved={finish} />}
      <TaskFields form={form} assignee={assignee} onAssign={setAssignee} withStatus mayAssign={mayManage} />
      <div className="row__detail">
        <TaskFacts task={task} />
      </div>
      <div className="button-row task-form__end">
        {mayManage && (
          <OwnerButtons task={base} actions={actions} onClose={() => finish()} isUnsaved={isUnsaved} />
        )}
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton form={form}>Save</SubmitButton>
      </div>
    </FormView>
  );
}

/** Returns the values of the others in fields that this person has left alone. */
function readUntouched({ mine, theirs }: Conflict): Partial<ReturnType<typeof readValues>> {
  const { assigneeId: _, ...values } = readValues(theirs);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !(name in mine)));
}

interface ConflictStepProps {
  conflict: Conflict;
  send: () => Promise<GatehouseError | undefined>;
  onTheirs: () => void;
  onBack: () => void;
}

function ConflictStep({ conflict, send, onTheirs, onBack }: ConflictStepProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const keep = async () => {
    setBusy(true);
    const error = await send();
    setMessage(error?.message ?? null);
    setBusy(false);
  };
  return (
    <>
      {message !== null && (
        <Notice tone="danger" live>
          <p>{message}</p>
        </Notice>
      )}
      <ConflictView
        key={conflict.theirs.version}
        conflict={conflict}
        busy={busy}
        onMine={() => void keep()}
        onTheirs={onTheirs}
        onBack={onBack}
      />
    </>
  );
}

/** What else the owner does: these act on the task as it is saved, and at once. */
function OwnerButtons({
  task,
  actions,
  onClose,
  isUnsaved,
}: {
  task: TaskRow;
  actions: TaskActions;
  onClose: () => void;
  isUnsaved: boolean;
}) {
  const toggle = () => {
    void actions.change(asRow(task), { enabled: !task.enabled });
    onClose();
  };
  return (
    <div className="task-form__owner">
      {!task.enabled && <Badge>Disabled</Badge>}
      {!isUnsaved && (
        <Button variant="quiet" icon={task.enabled ? "pause" : "play"} onClick={toggle}>
          {task.enabled ? "Disable" : "Enable"}
        </Button>
      )}
      <Button
        variant="quiet"
        icon="trash"
        onClick={() => {
          onClose();
          actions.remove(task);
        }}
      >
        Delete
      </Button>
    </div>
  );
}

/** A task without its description, which the mutations of lists do not select. */
function asRow(task: TaskRow): TaskRow {
  const { description: _, ...row } = task as TaskDetails;
  return row;
}

/** The task has been deleted meanwhile: what was written need not go with it. */
function Gone({
  values,
  onSaved,
}: {
  values: ReturnType<typeof toChanges>;
  onSaved: (said: string) => void;
}) {
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    const { status: _, assignee, ...input } = values;
    const variables = { input: { ...input, assigneeId: assignee?.id ?? null } };
    await changing(() => client.mutate({ mutation: createTaskMutation, variables }))
      .then(() => onSaved(`“${values.title}” is created.`))
      .catch((thrown: unknown) => showToast((thrown as Error).message));
    setBusy(false);
  };
  return (
    <Notice tone="warning" live>
      <p>This task was deleted meanwhile, or it is not yours to see any more. Nothing is saved yet.</p>
      <div className="button-row">
        <Button busy={busy} onClick={() => void create()}>
          Save as a new task
        </Button>
      </div>
    </Notice>
  );
}
