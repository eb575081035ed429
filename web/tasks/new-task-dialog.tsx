/** Creates a task. */
import { useEffect } from "react";
import { Button } from "../design/button.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { changing } from "../lists/changes.js";
import { client } from "../session/client.js";
import { GuardedDialog } from "./guarded-dialog.js";
import { createTaskMutation } from "./operations.generated.js";
import { readValues, TaskFields, toChanges, useAssignee } from "./task-form.js";

interface Props {
  open: boolean;
  onClose: () => void;
  onCreated: () => void;
}

/** The dialog. */
export function NewTaskDialog({ open, onClose, onCreated }: Props) {
  return (
    <GuardedDialog open={open} onClose={onClose} title="New task">
      {(setUnsaved) => <NewTask {...{ setUnsaved, onClose, onCreated }} />}
    </GuardedDialog>
  );
}

function NewTask({
  setUnsaved,
  onClose,
  onCreated,
}: Omit<Props, "open"> & { setUnsaved: (isUnsaved: boolean) => void }) {
  const { assignee, setAssignee, latest } = useAssignee(null);
  const form = useForm(readValues(), async (values) => {
    const { status: _, assignee: person, ...input } = toChanges(values, latest.current);
    const assigneeId = person?.id ?? null;
    await changing(() =>
      client.mutate({ mutation: createTaskMutation, variables: { input: { ...input, assigneeId } } }),
    );
    showToast(`“${input.title}” is created.`);
    setUnsaved(false);
    onCreated();
    onClose();
  });
  const { title, description, dueDate } = form.values;
  const isUnsaved = `${title}${description}${dueDate}` !== "" || assignee !== null;
  useEffect(() => setUnsaved(isUnsaved), [isUnsaved, setUnsaved]);
  return (
    <FormView form={form} label="New task">
      <TaskFields form={form} assignee={assignee} onAssign={setAssignee} withStatus={false} mayAssign />
      <div className="button-row">
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton form={form}>Save</SubmitButton>
      </div>
    </FormView>
  );
}
