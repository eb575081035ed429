/** Opens and closes one connection to the broker, within a limited time. */
import { type ChannelModel, connect } from "amqplib";
import { withinTime } from "../../within-time.js";
import { readBrokerUrl } from "./url.js";

const connectMilliseconds = 5_000;
const closeMilliseconds = 2_000;

/** The reason of a connection that is given up. */
export const noAnswer = "the broker does not answer";

/** Returns why the broker refused a connection, by the error's message; null when it was not reached. */
export function describeRefusal(message: string): string | null {
  if (/ACCESS.REFUSED|NOT.ALLOWED/.test(message)) return message;
  // amqplib hides the reason; it is the virtual host, the last part of the handshake.
  return message.includes("got <ConnectionClose") ? "the virtual host is not there, or not ours." : null;
}

/** Opens one connection. @throws Error when the broker does not respond or refuses. */
export async function open(url: string, name: string): Promise<ChannelModel> {
  const opening = connect(readBrokerUrl(url), {
    noDelay: true,
    keepAlive: true,
    timeout: connectMilliseconds,
    clientProperties: { connection_name: name },
  });
  try {
    // amqplib's own timeout does not fire when a connection is accepted and closed at once, as a load balancer does.
    return await withinTime(connectMilliseconds + 1_000, opening, noAnswer);
  } catch (error) {
    // `error` is what is told; a connection that opens after all is not used.
    opening.then(closeQuietly, () => undefined);
    throw error;
  }
}

/**
 * Closes a connection in any state, within a limited time. No caller uses it any more: that it was closed already, or that
 * the broker does not confirm the end, changes nothing, and the reason of a lost connection is told where it was lost.
 */
export async function closeQuietly(connection: ChannelModel): Promise<void> {
  const closing = connection.close().catch(() => undefined);
  await withinTime(closeMilliseconds, closing).catch(() => undefined);
}
