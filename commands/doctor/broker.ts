/** Checks RabbitMQ: the connection, the user, exchanges and queues, and the waiting messages. */
import type { BrokerConfig } from "../../platform/events/rabbitmq/config.js";
import { type BrokerState, examineBroker } from "../../platform/events/rabbitmq/examine.js";
import { withoutCredentials } from "../../platform/text/redact.js";
import { asSentence, note, ok, type Result, wrong } from "./finding.js";
import type { Subject } from "./subject.js";

/** The oldest RabbitMQ whose quorum queues dead-letter at least once. */
const oldestVersion = [3, 10] as const;

/** Examines it as the service uses it, or the whole system in one process. */
export async function checkBroker({ broker, settings, service }: Subject): Promise<Result[]> {
  if (broker === null) {
    if (settings.isSecretSet("RABBITMQ_URL")) return [note("It is not checked: RABBITMQ_URL is wrong.")];
    if (service === null) return [ok("None: events stay in the process.")];
    return [
      note(
        "None: events of this process wait, and reach no other.",
        "Set RABBITMQ_URL, or run all services in one process by `npm start`.",
      ),
    ];
  }
  return explain(broker, await examineBroker(broker, service ?? "events"));
}

function explain(broker: BrokerConfig, state: BrokerState): Result[] {
  const where = withoutCredentials(broker.url);
  switch (state.kind) {
    case "silent":
      return [
        wrong(
          `Nothing at ${where} answers as a broker does: ${asSentence(state.reason)}`,
          "Start RabbitMQ, or correct the host, the port or the scheme in RABBITMQ_URL.",
        ),
      ];
    case "refuses":
      return [
        wrong(
          `The broker at ${where} refuses the connection: ${asSentence(state.reason)}`,
          "Correct the name, the password or the virtual host in RABBITMQ_URL, or the user at the broker.",
        ),
      ];
    case "unfit":
      return [wrong(asSentence(state.reason), "docs/events.md says which rights and queues there must be.")];
    case "usable":
      return explainUsable(broker.queue, where, state);
  }
}

function explainUsable(
  queue: string,
  where: string,
  { product, version, missing, waiting, consumers, dead }: BrokerState & { kind: "usable" },
): Result[] {
  const results: Result[] = [];
  const queues =
    missing.length === 0
      ? "exchanges and queues are as they must be"
      : `the start makes ${missing.join(", ")}`;
  results.push(
    isTooOld(product, version)
      ? wrong(
          `The broker at ${where} is ${product} ${version}.`,
          `Update it to ${oldestVersion.join(".")} or later.`,
        )
      : ok(`${product} ${version} at ${where}; ${queues}.`),
  );
  if (dead !== null && dead > 0) {
    results.push(
      note(
        `Events that could not be handled, in ${queue}.dead: ${dead}.`,
        "The log says why; once that is mended, run: npm run events:replay",
      ),
    );
  }
  if (waiting !== null && waiting > 0 && consumers === 0) {
    results.push(
      note(`Events that wait in ${queue}: ${waiting}; the user service takes them, and does not run.`),
    );
  }
  return results;
}

function isTooOld(product: string, version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (
    product === "RabbitMQ" &&
    (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]))
  );
}
