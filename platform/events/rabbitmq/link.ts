/** Keeps one connection to the broker open: reconnects after growing, randomized pauses. */
import type { ChannelModel } from "amqplib";
import { StartError } from "../../lifecycle.js";
import type { Logger } from "../../log.js";
import { withoutCredentials } from "../../text/redact.js";
import { withinTime } from "../../within-time.js";
import { closeQuietly, describeRefusal, noAnswer, open } from "./broker-connection.js";

/** A connection that reconnects by itself. */
export interface Link {
  /** Closes it for good. */
  close(): Promise<void>;
}

/** What depends on the connection. */
export interface LinkUse {
  /** Its name at the broker, for operators. */
  name: string;
  /** Sets up a new connection. `lose` discards it in favour of another. */
  setUp(connection: ChannelModel, lose: (reason: Error) => void): Promise<void>;
  /** Called when the connection is lost, with everything that was set up on it. */
  onLost(): void;
}

/** Pauses between attempts, in milliseconds: the first and the longest. */
export interface ReconnectDelays {
  first: number;
  longest: number;
}

const setUpMilliseconds = 15_000;

/**
 * Opens a link. Resolves after the first attempt, also when the broker does not respond: further attempts follow. (The
 * recovery of amqplib covers the connection but not its channels and consumers, and leaves a half-dead connection
 * alone.)
 * @throws StartError when the broker refuses: more attempts would not help.
 */
export async function openLink(
  url: string,
  { name, setUp, onLost }: LinkUse,
  log: Logger,
  delays: ReconnectDelays = { first: 200, longest: 10_000 },
): Promise<Link> {
  const where = withoutCredentials(url);
  let closed = false;
  let current: ChannelModel | null = null;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const attempt = async (): Promise<void> => {
    const connection = await open(url, name);
    let reason: Error = new Error("the connection was closed");
    let over = false;
    let ready = false;
    const lose = (why: Error) => {
      if (over) return;
      over = true;
      current = null;
      onLost();
      void closeQuietly(connection);
      if (!ready || closed) return;
      log.warn({ reason: why.message, broker: where }, "the connection to the broker is lost; reconnecting");
      retryLater();
    };
    connection.on("error", (error) => {
      reason = error;
    });
    connection.on("close", () => lose(reason));
    try {
      await withinTime(setUpMilliseconds, setUp(connection, lose), noAnswer);
      if (over || closed) throw reason;
    } catch (error) {
      lose(error as Error);
      throw error;
    }
    ready = true;
    current = connection;
    if (failures > 0) log.info({ broker: where }, "the broker is connected again");
    failures = 0;
  };
  const retryLater = () => {
    const pause = Math.min(delays.first * 2 ** Math.min(failures, 20), delays.longest);
    failures += 1;
    timer = setTimeout(retry, pause * (0.5 + Math.random() / 2));
  };
  const retry = () => {
    attempt().catch((error) => {
      if (closed) return;
      // A problem that an operator must mend is logged each time; an unreachable broker is not.
      const level = error instanceof StartError ? "error" : "debug";
      log[level]({ err: error, broker: where }, "the broker could not be used; trying again");
      retryLater();
    });
  };

  try {
    await attempt();
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { message } = error as Error;
    const refusal = describeRefusal(message);
    if (refusal !== null) throw new StartError(`The broker at ${where} refuses us: ${refusal}`);
    log.warn({ reason: message, broker: where }, "the broker cannot be reached; events wait until it can");
    retryLater();
  }
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      if (current !== null) await closeQuietly(current);
    },
  };
}
