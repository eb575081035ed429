/** What a list says of a task below its title. */
import { Badge } from "../design/placeholder.js";
import { RelativeTime } from "../design/relative-time.js";
import { namePerson } from "../lists/person-name.js";
import { useViewer } from "../session/use-session.js";
import { DueDate } from "./due-date.js";
import type { TaskRow } from "./task-changes.js";
import { namePriority, nameStatus } from "./task-filters.js";

/** The badges: only what is not as usual. */
export function TaskBadges({ task, withStatus }: { task: TaskRow; withStatus: boolean }) {
  const tones = { TODO: undefined, IN_PROGRESS: "accent", DONE: "success" } as const;
  const tone = tones[task.status];
  return (
    <>
      {withStatus && <Badge {...(tone && { tone })}>{nameStatus(task.status)}</Badge>}
      {task.priority === "URGENT" && <Badge tone="danger">{namePriority(task.priority)}</Badge>}
      {task.priority === "HIGH" && <Badge tone="warning">{namePriority(task.priority)}</Badge>}
      {task.priority === "LOW" && <Badge>{namePriority(task.priority)}</Badge>}
      {!task.enabled && <Badge>Disabled</Badge>}
    </>
  );
}

/** Due date, people, and the last change. */
export function TaskFacts({ task }: { task: TaskRow }) {
  const viewer = useViewer();
  const say = (person: TaskRow["owner"]) => (person.id === viewer?.id ? "you" : namePerson(person));
  return (
    <div className="task__facts">
      {task.dueDate && <DueDate day={task.dueDate} isDone={task.status === "DONE"} />}
      {task.assignee && <span>assigned to {say(task.assignee)}</span>}
      {task.owner.id !== viewer?.id && <span>of {say(task.owner)}</span>}
      <span>
        changed <RelativeTime at={task.updatedAt} />
      </span>
    </div>
  );
}
