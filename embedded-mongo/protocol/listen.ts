/** Binds a server to a unix socket or a loopback port. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerAddress } from "../storage/lock-files.js";

/** Where to listen; host 127.0.0.1 by default, port 0 for a free one. */
export type ListenOptions = { socketPath: string } | { host?: string; port: number };

/** Some systems take no longer path as a socket's address: https://man7.org/linux/man-pages/man7/unix.7.html */
const maxSocketPathBytes = 100;

/** Functions that the stop calls, the last one first. */
type Closers = (() => unknown)[];

/** Listens; resolves to the address, and the URI for a driver. Throws for hosts that other machines can reach. */
export async function listen(
  server: Server,
  options: ListenOptions,
  closers: Closers,
): Promise<{ address: ServerAddress; uri: string }> {
  if ("socketPath" in options) {
    const path = await usableSocketPath(options.socketPath, closers);
    // The folder's lock is held: a socket at this path is one that a dead process left behind.
    await rm(path, { force: true });
    await bind(server, { path });
    await chmod(path, 0o600);
    return { address: { path }, uri: `mongodb://${encodeURIComponent(path)}/?directConnection=true` };
  }
  const host = options.host ?? "127.0.0.1";
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host))
    throw new Error(`embedded-mongo listens on loopback only, not on ${host}`);
  await bind(server, { host, port: options.port });
  const { port } = server.address() as { port: number };
  return {
    address: { host, port },
    uri: `mongodb://${host.includes(":") ? `[${host}]` : host}:${port}/?directConnection=true`,
  };
}

async function usableSocketPath(wanted: string, closers: Closers): Promise<string> {
  // The driver decodes a socket's path twice, so that a URI cannot express one with a %.
  const isUsable = (path: string) => Buffer.byteLength(path) <= maxSocketPathBytes && !path.includes("%");
  if (isUsable(wanted)) return wanted;
  const folder = await mkdtemp(join(tmpdir().includes("%") ? "/tmp" : tmpdir(), "embedded-mongo-"));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "mongo.sock");
}

function bind(server: Server, address: ServerAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
