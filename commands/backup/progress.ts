/** Tells the progress of long work on standard error. */
import { formatBytes } from "../doctor/format-bytes.js";

const intervalMilliseconds = 1_000;

/** Starts a line every second, e.g. `… 120 of 400 MiB written`; work that is done within a second prints none. */
export function startProgress(verb: string) {
  let last = "";
  const timer = setInterval(() => {
    if (last !== "") console.error(last);
  }, intervalMilliseconds);
  return {
    set(done: number, all: number): void {
      last = `… ${formatBytes(done)} of ${formatBytes(all)} ${verb}`;
    },
    stop: () => clearInterval(timer),
  };
}
