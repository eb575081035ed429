/** Tasks as a board: a column for each status. Cards are dragged, or moved by their menu and by keyboard. */
import { type DragEvent, useState } from "react";
import { classNames } from "../design/class-names.js";
import { ListView } from "../lists/list-view.js";
import { Link } from "../router/link.js";
import { useDeletions } from "./delete-later.js";
import { focusMoved } from "./focus-task.js";
import type { TaskFilter, TaskOrder, TaskStatus } from "./operations.generated.js";
import { TaskButtons } from "./task-actions.js";
import type { TaskRow } from "./task-changes.js";
import { TaskBadges, TaskFacts } from "./task-facts.js";
import { nameStatus, statuses } from "./task-filters.js";
import { useTasks } from "./task-list.js";
import type { TaskActions } from "./use-task-actions.js";

interface Props {
  filter: TaskFilter;
  orderBy: TaskOrder;
  actions: TaskActions;
  linkTo: (id: string) => string;
  onOpen: (id: string) => void;
}

/** The board. The filter's own statuses do not count: a column has one. */
export function TaskBoard({ filter, orderBy, actions, linkTo, onOpen }: Props) {
  const deletions = useDeletions();
  const lists = {
    TODO: useTasks({ ...filter, statuses: ["TODO"] }, orderBy, actions),
    IN_PROGRESS: useTasks({ ...filter, statuses: ["IN_PROGRESS"] }, orderBy, actions),
    DONE: useTasks({ ...filter, statuses: ["DONE"] }, orderBy, actions),
  };
  const all = new Map(
    statuses.flatMap(([status]) => (lists[status].nodes ?? []).map((task) => [task.id, task])),
  );
  // A card is where its task's status says, also before the server has agreed and the lists are read again.
  const inColumn = (status: TaskStatus) =>
    [...all.values()].filter((task) => task.status === status && !deletions.has(task.id));
  const move = (task: TaskRow, status: TaskStatus) => {
    void actions.change(task, { status }, `“${task.title}” moved to ${nameStatus(status)}.`);
    focusMoved(task.id);
  };
  return (
    <div className="board">
      {statuses.map(([status, name]) => {
        const list = lists[status];
        const tasks = inColumn(status);
        const loaded = list.nodes?.length ?? 0;
        const count =
          list.total &&
          `${Math.max(0, list.total.count - loaded + tasks.length)}${list.total.isExact ? "" : "+"}`;
        const moving = { ...actions, change: withFocus(actions, move) };
        return (
          <Column key={status} name={name} count={count} onDrop={(id) => drop(all.get(id), status, move)}>
            <ListView
              list={list.nodes === undefined ? list : { ...list, nodes: tasks }}
              empty={<p className="board__empty">No tasks</p>}
            >
              {(cards) => (
                <ul className="board__cards" aria-label={name}>
                  {cards.map((task) => (
                    <Card key={task.id} {...{ task, linkTo, onOpen, actions: moving }} />
                  ))}
                </ul>
              )}
            </ListView>
          </Column>
        );
      })}
    </div>
  );
}

/** A move takes the focus along, since the card is another element in the other column. */
function withFocus(
  actions: TaskActions,
  move: (task: TaskRow, status: TaskStatus) => void,
): TaskActions["change"] {
  return async (task, changes, said) => {
    if (changes.status !== undefined) move(task, changes.status);
    else await actions.change(task, changes, said);
  };
}

function drop(
  task: TaskRow | undefined,
  status: TaskStatus,
  move: (task: TaskRow, to: TaskStatus) => void,
): void {
  if (task && task.status !== status) move(task, status);
}

/** What a card carries while it is dragged: its id, under a type that no other page uses. */
const dragType = "application/x-gatehouse-task";

interface ColumnProps {
  name: string;
  count: string | undefined;
  onDrop: (id: string) => void;
  children: React.ReactNode;
}

function Column({ name, count, onDrop, children }: ColumnProps) {
  const [isOver, setOver] = useState(false);
  const accepts = (event: DragEvent) => event.dataTransfer.types.includes(dragType);
  return (
    <section
      className={classNames("board__column", isOver && "board__column--over")}
      aria-label={name}
      onDragOver={(event) => {
        if (!accepts(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!accepts(event)) return;
        event.preventDefault();
        onDrop(event.dataTransfer.getData(dragType));
      }}
    >
      <h2 className="board__head">
        {name} <span className="badge">{count ?? "\u00a0"}</span>
      </h2>
      {children}
    </section>
  );
}

interface CardProps extends Pick<Props, "actions" | "linkTo" | "onOpen"> {
  task: TaskRow;
}

function Card({ task, actions, linkTo, onOpen }: CardProps) {
  const titleId = `task-${task.id}`;
  return (
    <li
      className={classNames("card task", !task.enabled && "task--disabled")}
      data-task={task.id}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, task.id);
        event.dataTransfer.effectAllowed = "move";
      }}
    >
      <Link id={titleId} className="task__title" to={linkTo(task.id)} draggable={false}>
        {task.title}
      </Link>
      <div className="card__badges">
        <TaskBadges task={task} withStatus={false} />
      </div>
      <TaskFacts task={task} />
      <TaskButtons task={task} actions={actions} titleId={titleId} onEdit={() => onOpen(task.id)} />
    </li>
  );
}
