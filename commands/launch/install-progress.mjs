/** Prints the progress of an install: how many of the locked packages are in place, and for how long it has run. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const pauses = { terminal: 1_000, other: 5_000 };

/**
 * Writes to `stream` until `stop` is called: one line that is overwritten on a terminal, else a line every few seconds.
 * `paths` are those of the packages in `folder`. `stop` returns the elapsed seconds.
 */
export function startProgress(paths, folder, stream = process.stderr) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const describe = () => {
    const done = paths.filter((path) => existsSync(join(folder, path, "package.json"))).length;
    return `Installing: ${seconds()} s, ${done} of ${paths.length} packages`;
  };
  const write = () => stream.write(stream.isTTY ? `\r\x1b[K${describe()}` : `${describe()}\n`);
  const timer = setInterval(write, stream.isTTY ? pauses.terminal : pauses.other);
  return {
    stop() {
      clearInterval(timer);
      if (stream.isTTY) stream.write("\r\x1b[K");
      return seconds();
    },
  };
}
