/** Checks the database server: each service's own database, as that service uses it. */
import type { DatabaseConfig } from "../../platform/database/connection.js";
import { type DatabaseState, examineDatabase } from "../../platform/database/examine.js";
import { withoutCredentials } from "../../platform/text/redact.js";
import { asSentence, note, ok, type Result, wrong } from "./finding.js";
import type { Subject } from "./subject.js";

/** A database and its state. */
export interface ExaminedDatabase {
  config: DatabaseConfig;
  state: DatabaseState;
}

/** Examines the services' databases at MONGODB_URI concurrently; none where the system runs its own database. */
export function examineDatabases({ subgraphs, isEmbedded }: Subject): Promise<ExaminedDatabase[]> {
  if (isEmbedded) return Promise.resolve([]);
  const configs = Object.values(subgraphs)
    .map(({ database }) => database)
    .filter(({ uri }) => uri !== "");
  return Promise.all(configs.map(async (config) => ({ config, state: await examineDatabase(config) })));
}

/** Returns one line for all databases with the same state. */
export function explainDatabases(examined: readonly ExaminedDatabase[]): Result[] {
  const [first] = examined;
  if (first === undefined) return [note("It is not checked: MONGODB_URI is missing or wrong.")];
  const groups = new Map<string, { names: string[]; state: DatabaseState }>();
  for (const { config, state } of examined) {
    const key =
      state.kind === "usable" ? state.kind : `${state.kind} ${state.reason.replaceAll(config.name, "")}`;
    const group = groups.get(key) ?? { names: [], state };
    group.names.push(config.name);
    groups.set(key, group);
  }
  const where = withoutCredentials(first.config.uri);
  return [...groups.values()].map(({ names, state }) => explain(names.join(", "), where, state));
}

function explain(names: string, where: string, state: DatabaseState): Result {
  switch (state.kind) {
    case "usable":
      return ok(
        `MongoDB ${state.version} at ${where}: ${names} can be read and written (${Math.ceil(state.latencyMilliseconds)} ms).`,
      );
    case "forbids":
      return wrong(
        `The server at ${where} does not let this user write ${names}: ${asSentence(state.reason)}`,
        "Give the user the role readWrite on it.",
      );
    case "refuses":
      return wrong(
        `The server at ${where} refuses the connection: ${asSentence(state.reason)}`,
        "Correct the name, the password or the options in MONGODB_URI.",
      );
    case "unfit":
      return wrong(
        `The server at ${where} lacks what the services need: ${asSentence(state.reason)}`,
        "Set MONGODB_URI to a server that docs/databases.md lists.",
      );
    case "silent":
      return wrong(
        `The server at ${where} cannot be used: ${asSentence(state.reason)}`,
        "Start it, or correct the host, the port or the TLS options in MONGODB_URI.",
      );
  }
}
