/** Short messages at the bottom of the window, which screen readers announce. */
import { useEffect, useSyncExternalStore } from "react";
import { Button, IconButton } from "./button.js";

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** Called once the message is gone, however it went. */
  onGone?: () => void;
}

/** How long a message stays. One with an action stays longer, and any stays while it has the pointer or the focus. */
const shownMilliseconds = { plain: 6_000, withAction: 20_000 };
const most = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function update(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function remove(id: number): void {
  keep(toasts.filter((toast) => toast.id !== id));
}

function keep(next: readonly Toast[]): void {
  const gone = toasts.filter((toast) => !next.includes(toast));
  update(next);
  for (const { onGone } of gone) onGone?.();
}

/**
 * Shows and announces a message, with at most one action, such as Undo. Returns what takes the message away; `onGone` is
 * called when it is gone, after the action if that was chosen.
 */
export function showToast(text: string, action?: Toast["action"], onGone?: () => void): () => void {
  lastId += 1;
  const id = lastId;
  keep([...toasts, { id, text, ...(action && { action }), ...(onGone && { onGone }) }].slice(-most));
  return () => remove(id);
}

/** The place of the messages; the page has it once. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    // An element of the first page, because a region that comes with its message is not announced.
    <div className="toasts" role="status" aria-live="polite" aria-label="Messages">
      {shown.map((toast) => (
        <ToastView key={toast.id} {...toast} />
      ))}
    </div>
  );
}

function ToastView({ id, text, action }: Toast) {
  const milliseconds = action ? shownMilliseconds.withAction : shownMilliseconds.plain;
  useEffect(() => {
    const timer = setInterval(() => {
      const element = document.getElementById(`toast-${id}`);
      if (!element?.matches(":hover, :focus-within")) remove(id);
    }, milliseconds);
    return () => clearInterval(timer);
  }, [id, milliseconds]);
  return (
    <div id={`toast-${id}`} className="toast">
      <span>{text}</span>
      {action && (
        <Button
          className="toast__action"
          onClick={() => {
            action.run();
            remove(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => remove(id)} />
    </div>
  );
}
