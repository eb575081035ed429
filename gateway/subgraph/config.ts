/** The settings of fetches from subgraphs. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { quoteSetting } from "../../platform/text/redact.js";
import { breakerMemory } from "./breaker.js";

/** The limits on fetches from one subgraph: time, places, size, retries. */
export interface SubgraphLimits {
  /** Of one fetch in milliseconds, including waiting and connecting; `timeouts` overrides it for single subgraphs. */
  timeoutMilliseconds: number;
  timeouts: ReadonlyMap<string, number>;
  /** Connections to one subgraph, which is the number of fetches at a time. */
  connections: number;
  /** How many more fetches may wait for a connection. */
  waiting: number;
  /** A fetch of a field with at least this `@cost` is heavy. */
  heavyCost: number;
  /** Connections to one subgraph for heavy fetches, and how many more of them may wait for one. */
  heavyConnections: number;
  heavyWaiting: number;
  maximumAnswerBytes: number;
  /** The maximum number of retries of one query. */
  retries: number;
  /** The breaker opens at this number of failures among the last 20 fetches. */
  breakerFailures: number;
  /** While it is open, one fetch in this time is a probe. */
  breakerPauseMilliseconds: number;
}

const timeoutLimits = { min: 100, max: 300_000 };

/** Reads and checks the settings. `names` are the known subgraphs, null where they are not known yet. */
export function readSubgraphLimits(
  settings: SettingsReader,
  names: readonly string[] | null,
): SubgraphLimits {
  const { integer } = settings.section("Subgraphs");
  return {
    timeoutMilliseconds: integer("SUBGRAPH_TIMEOUT_MS", 15_000, {
      ...timeoutLimits,
      about:
        "How long one fetch from a subgraph may take before the gateway answers without what is still missing.",
    }),
    timeouts: readTimeouts(settings, names),
    connections: integer("SUBGRAPH_CONNECTIONS", 64, {
      min: 1,
      max: 10_000,
      about: "Fetches that one subgraph may have at a time.",
    }),
    waiting: integer("SUBGRAPH_WAITING", 128, {
      min: 0,
      max: 100_000,
      about: "How many more fetches may wait for one subgraph.",
    }),
    heavyCost: integer("SUBGRAPH_HEAVY_COST", 100, {
      min: 1,
      max: 1_000_000,
      about:
        "A fetch of a field with at least this `@cost` is heavy and has places of its own, as all have that hash a password.",
    }),
    heavyConnections: integer("SUBGRAPH_HEAVY_CONNECTIONS", 32, {
      min: 1,
      max: 10_000,
      about: "Heavy fetches that one subgraph may have at a time.",
    }),
    heavyWaiting: integer("SUBGRAPH_HEAVY_WAITING", 32, {
      min: 0,
      max: 100_000,
      about: "How many more heavy fetches may wait for one subgraph.",
    }),
    maximumAnswerBytes: integer("SUBGRAPH_ANSWER_BYTES", 8 * 1024 * 1024, {
      min: 1_024,
      max: 256 * 1024 * 1024,
      about: "The largest answer that is taken from a subgraph.",
    }),
    retries: integer("SUBGRAPH_RETRIES", 2, {
      min: 0,
      max: 5,
      about: "How often a query is tried again after a broken connection, 502, 503 or 504.",
    }),
    breakerFailures: integer("SUBGRAPH_BREAKER_FAILURES", 10, {
      min: 1,
      max: breakerMemory,
      about: `Of the last ${breakerMemory} fetches from a subgraph, how many may fail before its breaker opens.`,
    }),
    breakerPauseMilliseconds: integer("SUBGRAPH_BREAKER_PAUSE_MS", 2_000, {
      min: 10,
      max: 300_000,
      about: "While a breaker is open, one fetch in each such time is let through.",
    }),
  };
}

/** Reads `NAME=MILLISECONDS,…`. */
function readTimeouts(
  settings: SettingsReader,
  names: readonly string[] | null,
): ReadonlyMap<string, number> {
  const { min, max } = timeoutLimits;
  const timeouts = new Map<string, number>();
  const entries = settings.section("Subgraphs").list("SUBGRAPH_TIMEOUTS_MS", [], {
    about: "Other times for single subgraphs: `task=5000,auth=20000`.",
  });
  for (const entry of entries) {
    const [, name, digits] = /^([\w.-]+)=(\d+)$/.exec(entry) ?? [];
    const milliseconds = Number(digits);
    if (name === undefined || milliseconds < min || milliseconds > max) {
      settings.complain(
        `SUBGRAPH_TIMEOUTS_MS must list entries like task=5000, each from ${min} to ${max}; ${quoteSetting(entry)} is none.`,
      );
    } else if (timeouts.has(name) || names?.includes(name) === false) {
      settings.complain(
        `SUBGRAPH_TIMEOUTS_MS has ${quoteSetting(entry)}: ${timeouts.has(name) ? "that subgraph is there twice" : "there is no such subgraph"}.`,
      );
    } else {
      timeouts.set(name, milliseconds);
    }
  }
  return timeouts;
}
