/** Times as people say them, with the instant in the language of the browser. */
import { useSyncExternalStore } from "react";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Each unit with the time from which it is used. */
const units = [
  ["year", 365 * day],
  ["month", 30 * day],
  ["week", 7 * day],
  ["day", day],
  ["hour", hour],
  ["minute", minute],
] as const;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** Says how far an instant is from another, in its largest unit: "3 hours ago", "in 2 days", "now". */
export function formatRelative(instant: Date, now: Date): string {
  const distance = instant.getTime() - now.getTime();
  const unit = units.find(([, length]) => Math.abs(distance) >= length);
  return unit === undefined
    ? relative.format(0, "second")
    : relative.format(Math.trunc(distance / unit[1]), unit[0]);
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = new Date();

/** One timer for all times on the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) now = new Date();
  timer ??= setInterval(() => {
    now = new Date();
    for (const tell of listeners) tell();
  }, minute / 2);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** An instant, as the distance from now; the instant itself is shown while the pointer rests on it. */
export function RelativeTime({ at }: { at: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  const instant = new Date(at);
  // The clock of the page moves by half a minute: an event since then is "now", and not in the future.
  const reference = instant > current && instant.getTime() < Date.now() ? instant : current;
  return (
    <time dateTime={at} title={absolute.format(instant)}>
      {formatRelative(instant, reference)}
    </time>
  );
}
