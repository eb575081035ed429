/** Chooses the connection to close when a server has too many. */

/**
 * The state of a connection: waiting for a request (or for its TLS handshake), receiving a body, working on a response,
 * or sending one that the client has not read completely.
 */
export type ConnectionState = "waiting" | "receiving" | "working" | "sending";

/** A connection that may be closed. */
interface Candidate {
  state: ConnectionState;
  /** When it entered its state, by `performance.now()`. */
  since: number;
}

/** The connections of one address. */
interface Group<One> {
  entries: Iterable<One> & { size: number };
  /** The address of a proxy, which many clients share. */
  exempt: boolean;
}

/** The grace for a client that does not read or send, in milliseconds. */
const patienceMilliseconds = 1_000;

/** Chooses from the address with the most connections, or else from all; proxies come last. */
export function chooseOfAll<One extends Candidate>(groups: readonly Group<One>[]): One | undefined {
  const direct = groups.filter(({ exempt }) => !exempt);
  const biggest = largest(direct, ({ entries }) => (entries.size > 1 ? entries.size : null));
  return (
    chooseConnection(biggest?.entries ?? []) ??
    chooseConnection(direct.flatMap(({ entries }) => [...entries])) ??
    chooseConnection(groups.flatMap(({ entries }) => [...entries]))
  );
}

/**
 * Returns the connection that is best closed: its client reads no response, sends no request or sends no body, each for
 * the longest time. Undefined when all are at work or have only just begun.
 */
export function chooseConnection<One extends Candidate>(entries: Iterable<One>): One | undefined {
  const now = performance.now();
  const ranks: Record<ConnectionState, number> = { sending: 3, waiting: 2, receiving: 1, working: 0 };
  let best: One | undefined;
  for (const entry of entries) {
    const isYoung = now - entry.since <= patienceMilliseconds;
    if (entry.state === "working" || (entry.state !== "waiting" && isYoung)) continue;
    const lead = best === undefined ? 1 : ranks[entry.state] - ranks[best.state];
    if (best === undefined || lead > 0 || (lead === 0 && entry.since < best.since)) best = entry;
  }
  return best;
}

/** Returns the item of the largest size; items without a size do not count. */
export function largest<Item>(
  items: Iterable<Item>,
  sizeOf: (item: Item) => number | null,
): Item | undefined {
  let best: Item | undefined;
  let bestSize = -Infinity;
  for (const item of items) {
    const size = sizeOf(item);
    if (size === null || size <= bestSize) continue;
    best = item;
    bestSize = size;
  }
  return best;
}
