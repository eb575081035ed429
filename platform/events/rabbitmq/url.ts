/** Reads the URL of the broker: https://www.rabbitmq.com/docs/uri-spec, as far as amqplib implements it. */
import type { Options } from "amqplib";
import { type UrlForm, UrlProblem } from "../../text/url-text.js";

/** The form of the URL. */
export const brokerUrlForm: UrlForm = {
  name: "an amqp or amqps URL",
  schemes: ["amqp", "amqps"],
  example: "amqp://name:password@host:5672/vhost",
};

/** The broker's default is 60, too long to notice a dead connection. */
const defaultHeartbeatSeconds = 10;

const numbers = ["heartbeat", "channelMax", "frameMax", "maxFrameSize"] as const;

/**
 * Returns the options of amqplib. It gets the parts and not the URL, whose name and password it would decode as
 * Latin-1, and whose unknown parameters it would ignore.
 * @throws UrlProblem for a part that would have no effect.
 */
export function readBrokerUrl(text: string): Options.Connect {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(text);
  const known: readonly string[] = [...numbers, "locale"];
  const isKnown = [...searchParams].every(
    ([name, value]) => known.includes(name) && (name === "locale" || /^\d{1,9}$/.test(value)),
  );
  if (!isKnown) {
    throw new UrlProblem(`may have only ${known.join(", ")} behind its ?, each but the last a whole number.`);
  }
  const given = numbers.filter((name) => searchParams.has(name));
  return {
    protocol: protocol.slice(0, -1),
    hostname: hostname.replace(/^\[|\]$/g, ""),
    ...(port !== "" && { port: Number(port) }),
    ...((username !== "" || password !== "") && {
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    }),
    // amqplib decodes it.
    ...(pathname.length > 1 && { vhost: pathname.slice(1) }),
    ...(searchParams.has("locale") && { locale: searchParams.get("locale") ?? "" }),
    heartbeat: defaultHeartbeatSeconds,
    ...Object.fromEntries(given.map((name) => [name, Number(searchParams.get(name))])),
  };
}
