/** A due date as people say it, marked when it is over. */
import { Icon } from "../design/icon.js";
import { dayFromToday } from "./task-filters.js";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeZone: "UTC" });

function say(day: string): string {
  if (day === dayFromToday(0)) return "today";
  if (day === dayFromToday(1)) return "tomorrow";
  if (day === dayFromToday(-1)) return "yesterday";
  return format.format(new Date(day));
}

/** The date. A task that is done is not late. */
export function DueDate({ day, isDone }: { day: string; isDone: boolean }) {
  const isLate = !isDone && day < dayFromToday(0);
  return (
    <span className={isLate ? "task__late" : undefined}>
      {isLate && <Icon name="error" />}
      {isLate ? "was due " : "due "}
      <time dateTime={day} title={full.format(new Date(day))}>
        {say(day)}
      </time>
    </span>
  );
}
