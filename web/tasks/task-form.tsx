/** The fields of a task, for a new one and for one that is changed. */
import { useEffect, useRef, useState } from "react";
import { SelectField, TextArea, TextField } from "../design/field.js";
import type { Form } from "../forms/use-form.js";
import type { Person } from "../lists/person-name.js";
import { PersonPicker } from "../lists/person-picker.js";
import type { TaskPriority, TaskStatus } from "./operations.generated.js";
import type { TaskChanges, TaskDetails } from "./task-changes.js";
import { priorities, statuses } from "./task-filters.js";

/** The values of the form; the assignee is beside it, since it is more than a text. */
export type TaskValues = {
  title: string;
  description: string;
  status: TaskStatus;
  priority: TaskPriority;
  dueDate: string;
  /** Only so that an error of the server finds the field. */
  assigneeId: string;
};

/** The form's values for a task; without one, those of a new task. */
export function readValues(task?: TaskDetails): TaskValues {
  return {
    title: task?.title ?? "",
    description: task?.description ?? "",
    status: task?.status ?? "TODO",
    priority: task?.priority ?? "NORMAL",
    dueDate: task?.dueDate ?? "",
    assigneeId: "",
  };
}

/** The values as those of a task. */
export function toChanges(
  { assigneeId: _, dueDate, ...values }: TaskValues,
  assignee: Person | null,
): Required<Omit<TaskChanges, "enabled">> {
  return { ...values, title: values.title.trim(), dueDate: dueDate || null, assignee };
}

interface Props {
  form: Form<TaskValues>;
  assignee: Person | null;
  onAssign: (person: Person | null) => void;
  /** A new task has no status yet. */
  withStatus: boolean;
  /** Only the owner and admins assign. */
  mayAssign: boolean;
}

/** The fields. */
export function TaskFields({ form, assignee, onAssign, withStatus, mayAssign }: Props) {
  return (
    <>
      <TextField
        label="Title"
        maxLength={200}
        autoComplete="off"
        {...form.text("title", { required: "A title" })}
      />
      <div className="task-form__pair">
        {withStatus && <SelectField label="Status" options={statuses} {...form.text("status")} />}
        <SelectField label="Priority" options={priorities} {...form.text("priority")} />
        <TextField label="Due date" type="date" {...form.text("dueDate")} />
      </div>
      {mayAssign && (
        <PersonPicker
          label="Assignee"
          optional
          value={assignee}
          onChoose={onAssign}
          error={form.text("assigneeId").error}
        />
      )}
      <TextArea label="Description" optional rows={5} maxLength={10_000} {...form.text("description")} />
    </>
  );
}

/** Keeps the assignee of a form, also for a `send` that was made before it changed. */
export function useAssignee(initial: Person | null) {
  const [assignee, setAssignee] = useState(initial);
  const latest = useRef(assignee);
  latest.current = assignee;
  return { assignee, setAssignee, latest };
}

/** Lets the browser ask before the page is left with values that are not saved. */
export function useUnsavedWarning(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isUnsaved]);
}
