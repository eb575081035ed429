/** Tracks every connection of a server, its state and the memory held for it, and closes those that cost too much. */
import type { Socket } from "node:net";
import { addressKey } from "../address-key.js";
import type { Logger } from "../log.js";
import { createRareWarning } from "../rare-warning.js";
import { type ConnectionState, chooseConnection, chooseOfAll, largest } from "./choose-connection.js";
import type { ConnectionLimits } from "./connection-limits.js";

/** The kinds of bytes held for a client: of an incomplete body, of requests in line, of a response that is not read. */
export type HeldFor = "body" | "line" | "answer";

/** One connection. */
export interface Connection {
  readonly state: ConnectionState;
  /** Enters a state. */
  enter(state: ConnectionState): void;
  /** Sets how many bytes are held for it; may close this connection or others to keep to the limit. */
  hold(what: HeldFor, bytes: number): void;
}

interface Entry extends Connection {
  readonly socket: Socket;
  readonly crowd: Crowd;
  state: ConnectionState;
  /** When it entered its state, by `performance.now()`. */
  since: number;
  held: Record<HeldFor, number>;
}

/** The connections of one address. */
interface Crowd {
  readonly key: string;
  /** The address of a proxy, which many clients share. */
  readonly exempt: boolean;
  readonly entries: Set<Entry>;
  heldBytes: number;
}

/** All connections of a server. */
export interface Connections {
  /** Admits a new connection, if necessary in place of another; or closes it. */
  admit(socket: Socket): void;
  /** Assigns the TLS socket to the connection. */
  secure(socket: Socket): void;
  /** Returns how many are open. */
  count(): number;
}

const bySocket = new WeakMap<Socket, Entry>();

/** Returns the connection of a socket; undefined when its server has closed it. */
export const connectionOf = (socket: Socket): Connection | undefined => bySocket.get(socket);

const reasons = {
  address: "closing connections: too many from one address (MAX_CONNECTIONS_PER_ADDRESS)",
  total: "closing connections: too many (MAX_CONNECTIONS)",
  bytes: "closing connections: too many bytes wait for slow clients (MAX_BUFFERED_BYTES)",
} as const;

/** Creates the registry. `isExempt` tells which addresses may have more than `perAddress` connections. */
export function createConnections(
  limits: ConnectionLimits,
  isExempt: (address: string) => boolean,
  log: Logger,
): Connections {
  const crowds = new Map<string, Crowd>();
  const byPeer = new Map<string, Entry>();
  const warn = createRareWarning(log);
  let count = 0;
  let heldBytes = 0;

  const hold = (entry: Entry, what: HeldFor, bytes: number) => {
    const more = bytes - entry.held[what];
    entry.held[what] = bytes;
    entry.crowd.heldBytes += more;
    heldBytes += more;
  };
  const forget = (entry: Entry) => {
    const { crowd, held } = entry;
    if (!crowd.entries.delete(entry)) return;
    for (const what of Object.keys(held) as HeldFor[]) hold(entry, what, 0);
    if (crowd.entries.size === 0) crowds.delete(crowd.key);
    count -= 1;
  };
  const close = (entry: Entry, reason: string) => {
    forget(entry);
    bySocket.delete(entry.socket);
    entry.socket.destroy();
    warn(reason);
  };
  /** Until the held bytes fit, closes the connection that has waited longest, of the address for which most is held. */
  const shrink = () => {
    while (heldBytes > limits.bufferedBytes) {
      const greediest = largest(crowds.values(), (crowd) => crowd.heldBytes);
      const oldest = largest(greediest?.entries ?? [], (entry) => (isHeldFor(entry) ? -entry.since : null));
      if (oldest === undefined) return;
      close(oldest, reasons.bytes);
    }
  };
  const createEntry = (socket: Socket, crowd: Crowd): Entry => ({
    socket,
    crowd,
    state: "waiting",
    since: performance.now(),
    held: { body: 0, line: 0, answer: 0 },
    enter(state) {
      if (this.state === state) return;
      this.state = state;
      this.since = performance.now();
    },
    hold(what, bytes) {
      if (!crowd.entries.has(this)) return;
      hold(this, what, bytes);
      shrink();
    },
  });
  /**
   * Closes a connection of this address, or of all, where there are too many; returns why, or null when none may be
   * closed.
   */
  const makeRoom = (crowd: Crowd): keyof typeof reasons | null => {
    if (crowd.entries.size >= limits.perAddress && !crowd.exempt) {
      const victim = chooseConnection(crowd.entries);
      if (victim === undefined) return "address";
      close(victim, reasons.address);
    } else if (count >= limits.total) {
      const victim = chooseOfAll([...crowds.values()]);
      if (victim === undefined) return "total";
      close(victim, reasons.total);
    }
    return null;
  };

  return {
    admit(socket) {
      const { remoteAddress } = socket;
      // It was closed before it was admitted.
      if (remoteAddress === undefined) return void socket.destroy();
      const exempt = isExempt(remoteAddress);
      const key = exempt ? `proxy ${remoteAddress}` : (addressKey(remoteAddress) ?? remoteAddress);
      const crowd = crowds.get(key) ?? { key, exempt, entries: new Set(), heldBytes: 0 };
      const refused = makeRoom(crowd);
      if (refused !== null) {
        socket.destroy();
        return warn(reasons[refused]);
      }
      const entry = createEntry(socket, crowd);
      crowds.set(key, crowd);
      crowd.entries.add(entry);
      count += 1;
      const peer = peerOf(socket);
      byPeer.set(peer, entry);
      bySocket.set(socket, entry);
      socket.once("close", () => {
        forget(entry);
        if (byPeer.get(peer) === entry) byPeer.delete(peer);
      });
    },
    secure(socket) {
      const entry = byPeer.get(peerOf(socket));
      if (entry !== undefined) bySocket.set(socket, entry);
    },
    count: () => count,
  };
}

const isHeldFor = ({ held: { body, line, answer } }: Entry): boolean => body + line + answer > 0;

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
