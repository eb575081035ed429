/** Makes a server listen at an address; for the name `localhost`, at both loopback addresses. */
import { type AddressInfo, createServer, type Server } from "node:net";

/** The name of this machine to itself: browsers try ::1 and 127.0.0.1, and other programs either. */
const loopbackName = "localhost";
/** The address by which services call each other, without a query for the name. */
const loopbackAddress = "127.0.0.1";
const secondLoopbackAddress = "::1";

/** Attempts to find a port that is free at both addresses, where any port will do. */
const attempts = 20;

/** A server that listens. */
export interface Listening {
  port: number;
  /** The address for a client on this machine, as a URL has it. */
  host: string;
  /** Stops listening; resolves when every connection is closed. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 * @throws the system's error; EADDRINUSE also if another program has the port at one of both loopback addresses, since
 * browsers would find that program under the name.
 */
export async function startListening(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  if (host !== loopbackName) {
    await listen(server, port, host);
    return toListening(host, server);
  }
  for (let attempt = 1; ; attempt++) {
    await listen(server, port, loopbackAddress);
    const twin = createTwin(server);
    try {
      await listen(twin, (server.address() as AddressInfo).port, secondLoopbackAddress);
      return toListening(loopbackAddress, server, twin);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A machine without IPv6 has no such address.
      if (code !== "EADDRINUSE") return toListening(loopbackAddress, server);
      await close(server);
      if (port !== 0 || attempt === attempts) throw error;
    }
  }
}

/** Creates a server of which each connection is one of `server`. */
function createTwin(server: Server): Server {
  return createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: false }, (socket) => {
    server.emit("connection", socket);
  });
}

function toListening(host: string, ...servers: readonly [Server, ...Server[]]): Listening {
  return {
    port: (servers[0].address() as AddressInfo).port,
    host: host.includes(":") ? `[${host}]` : host,
    close: async () => void (await Promise.all(servers.map(close))),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
