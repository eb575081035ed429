/** Operations that the base has registered and the head has not. They count: clients in the field still send them. */
import { print } from "graphql";
import type { Finding } from "../finding.js";
import type { RegisteredOperation } from "../schema-version.js";
import { hitOf } from "./find-hits.js";
import { releaseName } from "./release-name.js";

const keyOf = ({ client, release, document }: RegisteredOperation): string =>
  `${client}@${release} ${print(document)}`;

/** The operations of `before` that are not among `now`. */
export function findUnregistered(
  before: readonly RegisteredOperation[],
  now: readonly RegisteredOperation[],
): RegisteredOperation[] {
  const registered = new Set(now.map(keyOf));
  return before.filter((operation) => !registered.has(keyOf(operation)));
}

/** One finding for each client release that has lost operations. */
export function describeUnregistered(operations: readonly RegisteredOperation[]): Finding[] {
  const byRelease = new Map<string, RegisteredOperation[]>();
  for (const operation of operations) {
    const name = releaseName(operation);
    byRelease.set(name, [...(byRelease.get(name) ?? []), operation]);
  }
  return [...byRelease].map(([release, lost]) => ({
    chapter: "clients",
    severity: "dangerous",
    kind: "operations-unregistered",
    coordinate: release,
    message:
      `${lost.length} of its operations are registered at the base and not here: ${lost.map(({ name }) => name).join(", ")}. ` +
      "They still count in this check; from the next one on they do not.",
    hits: lost.map(hitOf),
  }));
}
