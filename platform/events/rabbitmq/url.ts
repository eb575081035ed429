/** Reads the URL of the broker: https://www.rabbitmq.com/docs/uri-spec, as far as amqplib follows it. */
import type { Options } from "amqplib";
import { type UrlForm, UrlProblem } from "../../url-text.js";

/** How the URL looks. */
export const brokerUrlForm: UrlForm = {
  name: "an amqp or amqps URL",
  schemes: ["amqp", "amqps"],
  example: "amqp://name:password@host:5672/vhost",
};

/** The broker asks for 60 when left alone; so long a dead connection would pass for a good one. */
const defaultHeartbeatSeconds = 10;

const numbers = ["heartbeat", "channelMax", "frameMax", "maxFrameSize"] as const;

/**
 * What amqplib connects to. It is given the parts and not the URL: of that it decodes the name and the password
 * as Latin-1, and takes no notice of what it does not know.
 * @throws UrlProblem for what would have no effect.
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
