/** Tasks as a list. */
import { useEffect } from "react";
import { classNames } from "../design/class-names.js";
import { ListCount, ListView } from "../lists/list-view.js";
import { type List, useList } from "../lists/use-list.js";
import { Link } from "../router/link.js";
import { useDeletions } from "./delete-later.js";
import { NoTasks } from "./no-tasks.js";
import { type TaskFilter, type TaskOrder, taskListQuery } from "./operations.generated.js";
import { TaskButtons } from "./task-actions.js";
import type { TaskRow } from "./task-changes.js";
import { TaskBadges, TaskFacts } from "./task-facts.js";
import type { TaskActions } from "./use-task-actions.js";

/** How often a list looks for what others have changed. */
const pollMilliseconds = 10_000;

interface Props {
  filter: TaskFilter;
  orderBy: TaskOrder;
  actions: TaskActions;
  /** The address at which a task is open. */
  linkTo: (id: string) => string;
  onOpen: (id: string) => void;
  onNew: () => void;
}

/** Reads tasks, again after each change on this page. */
export function useTasks(filter: TaskFilter, orderBy: TaskOrder, { reloads }: TaskActions): List<TaskRow> {
  const list = useList(taskListQuery, "tasks", { filter, orderBy }, { pollMilliseconds });
  const { reload } = list;
  useEffect(() => {
    const run = () => void reload();
    const all = reloads.current;
    all.add(run);
    return () => {
      all.delete(run);
    };
  }, [reload, reloads]);
  return list;
}

/** The list. */
export function TaskList({ filter, orderBy, actions, linkTo, onOpen, onNew }: Props) {
  const list = useTasks(filter, orderBy, actions);
  const deletions = useDeletions();
  const hidden = list.nodes?.filter(({ id }) => deletions.has(id)).length ?? 0;
  const total = list.total && { ...list.total, count: Math.max(0, list.total.count - hidden) };
  return (
    <>
      <ListCount total={total} one="task" many="tasks" />
      <ListView list={list} isHidden={({ id }) => deletions.has(id)} empty={<NoTasks onNew={onNew} />}>
        {(tasks) => (
          <ul className="rows list" aria-label="Tasks">
            {tasks.map((task) => (
              <Row key={task.id} {...{ task, actions, linkTo, onOpen }} />
            ))}
          </ul>
        )}
      </ListView>
    </>
  );
}

interface RowProps extends Pick<Props, "actions" | "linkTo" | "onOpen"> {
  task: TaskRow;
}

function Row({ task, actions, linkTo, onOpen }: RowProps) {
  const titleId = `task-${task.id}`;
  const isDone = task.status === "DONE";
  return (
    <li className={classNames("row task", !task.enabled && "task--disabled")} data-task={task.id}>
      <input
        type="checkbox"
        className="task__check"
        aria-label="Done"
        aria-describedby={titleId}
        title={isDone ? "Done: back to To do" : "Mark as done"}
        checked={isDone}
        onChange={() =>
          void actions.change(
            task,
            { status: isDone ? "TODO" : "DONE" },
            `Moved to ${isDone ? "To do" : "Done"}.`,
          )
        }
      />
      <div className="row__main">
        <div className="row__title">
          <Link id={titleId} className="task__title" to={linkTo(task.id)}>
            {task.title}
          </Link>
          <TaskBadges task={task} withStatus />
        </div>
        <TaskFacts task={task} />
      </div>
      <TaskButtons task={task} actions={actions} titleId={titleId} onEdit={() => onOpen(task.id)} />
    </li>
  );
}
