/**
 * Starts and stops a process: signals, the order of closing, exit codes. The only platform file that touches `process`.
 */

import { createCloserStack, type Lifecycle } from "./closer-stack.js";
import { SettingsError } from "./settings/settings-reader.js";
import { toPrintable } from "./text/printable.js";
import { redactSecrets } from "./text/redact.js";

/** The start failed for a reason that the operator can mend; shown as one line. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** A terminal sends Ctrl-C to npm and to this process, and npm forwards its own: signals this close count as one. */
const sameKeyPressMilliseconds = 250;

/**
 * Runs `start`, waits for SIGINT or SIGTERM, then drains, closes in reverse order and exits with 0. A second signal
 * exits at once with 130. A start that fails prints its reason and exits with 1.
 */
export async function runUntilSignal(start: (lifecycle: Lifecycle) => Promise<void>): Promise<void> {
  const stack = createCloserStack();
  let starting = true;
  let stopping = false;
  let firstSignalAt = 0;

  const stop = async (exitCode: number) => {
    stopping = true;
    try {
      await stack.stop();
      process.exit(exitCode);
    } catch (error) {
      // The reason of a start that ended early has been printed.
      if (!starting) complain("Stopping failed", error);
      process.exit(1);
    }
  };
  const onSignal = () => {
    if (!stopping) {
      firstSignalAt = Date.now();
      stopping = true;
      stack.drain().then(
        () => stop(0),
        (error) => {
          complain("Stopping failed", error);
          void stop(1);
        },
      );
    } else if (Date.now() - firstSignalAt > sameKeyPressMilliseconds) {
      process.exit(130);
    }
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const onFault = (error: unknown) => {
    // Closing during the start makes the rest of the start fail; the reason has been printed.
    if (starting && stopping) return;
    complain("Unexpected fault", error);
    if (stopping) process.exit(1);
    firstSignalAt = Date.now();
    void stop(1);
  };
  process.on("uncaughtException", onFault).on("unhandledRejection", onFault);

  try {
    await start(stack);
    starting = false;
  } catch (error) {
    if (stopping) return;
    complain("Could not start", error);
    await stop(1);
  }
}

/** Runs a command that ends by itself: exit code 0, or `failure` (1) with the reason on standard error. */
export async function runCommand(
  command: (lifecycle: Lifecycle) => Promise<void>,
  { failure = 1 }: { failure?: number } = {},
): Promise<void> {
  const stack = createCloserStack();
  try {
    await command(stack);
  } catch (error) {
    complain("Failed", error);
    process.exitCode = failure;
  } finally {
    await stack.stop();
  }
}

/** Prints a problem outside this program as one line; any other error is a fault of it, and needs its stack. */
function complain(what: string, error: unknown): void {
  const known = error instanceof StartError || error instanceof SettingsError;
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  const text = known ? message : `${what}: ${isAboutSurroundings(error) ? message : (stack ?? message)}`;
  console.error(toPrintable(redactSecrets(text), { keepLineBreaks: true }));
}

/** Did the operating system refuse an operation, or is a database away or refusing? */
function isAboutSurroundings(error: unknown): boolean {
  const { name = "", syscall } = (error ?? {}) as { name?: string; syscall?: unknown };
  return (
    typeof syscall === "string" ||
    /^Mongo(?:Network|ServerSelection|ClientClosed|NotConnected|Server)/.test(name)
  );
}
