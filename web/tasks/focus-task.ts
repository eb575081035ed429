/** Moves the focus between tasks, so that it is never lost with one that goes away or moves. */
import { headingId } from "../design/page.js";

const find = (id: string): HTMLElement | null => document.querySelector(`[data-task="${CSS.escape(id)}"]`);

/** Before a task goes away: puts the focus on the next one, the one before, or the heading of the page. */
export function focusAfterRemoval(id: string): void {
  const task = find(id);
  const other = task?.nextElementSibling ?? task?.previousElementSibling;
  const target = other?.querySelector<HTMLElement>("a") ?? document.getElementById(headingId);
  // After the dialog or menu that asked for it has given the focus back.
  setTimeout(() => target?.focus());
}

/** After a task has moved to another column: puts the focus on the same button of it. */
export function focusMoved(id: string): void {
  setTimeout(() => find(id)?.querySelector<HTMLElement>(".task__more")?.focus());
}
