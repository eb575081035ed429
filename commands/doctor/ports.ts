/** Checks that each service can listen on its port, or already runs there. */
import { createServer } from "node:net";
import { startListening } from "../../platform/http/listen.js";
import type { ListenConfig } from "../../platform/http/listener.js";
import { note, ok, type Result, wrong } from "./finding.js";
import { findPortOwner } from "./port-owner.js";
import { findRunningService } from "./running-gatehouse.js";
import type { Subject } from "./subject.js";

interface Place {
  service: string;
  listen: ListenConfig;
}

/** Listens on each port for a moment; names the process on a port that is taken. */
export async function checkPorts({ gateway, subgraphs, problems }: Subject): Promise<Result[]> {
  const places: Place[] = Object.entries({ ...(gateway && { gateway }), ...subgraphs }).map(
    ([service, { listen }]) => ({ service, listen }),
  );
  const isWrong = (setting: string) => problems.some((problem) => problem.startsWith(`${setting} must`));
  if (isWrong("HOST")) return [note("They are not checked: HOST is wrong.")];
  const free: string[] = [];
  const results: Result[] = [];
  // One after the other: two settings may name the same port.
  for (const place of places.filter(({ listen }) => !isWrong(listen.portSetting))) {
    const code = await tryToListen(place.listen);
    if (code === null)
      free.push(`${place.listen.port === 0 ? "any free port" : place.listen.port} (${place.service})`);
    else results.push(await explain(place, code));
    if (code === "EADDRNOTAVAIL") break;
  }
  if (free.length === 0) return results;
  return [ok(`Free on ${places[0]?.listen.host}: ${free.join(", ")}.`), ...results];
}

/** Returns the error code of a failed attempt to listen; null when it works. */
async function tryToListen(listen: ListenConfig): Promise<string | null> {
  try {
    const { close } = await startListening(createServer(), listen);
    await close();
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}

async function explain({ service, listen }: Place, code: string): Promise<Result> {
  const { host, port, portSetting, tls } = listen;
  if (code === "EACCES") {
    return wrong(
      `This user may not listen on port ${port} (${service}).`,
      `Set ${portSetting} to 1024 or more.`,
    );
  }
  if (code !== "EADDRINUSE")
    return wrong(`There is no address ${host} on this machine (${code}).`, "Set HOST.");
  const [running, owner] = await Promise.all([
    findRunningService(`${tls ? "https" : "http"}://${toReachable(host)}:${port}`),
    findPortOwner(port),
  ]);
  if (running === null) {
    return wrong(
      `Port ${port} (${service}) is taken by ${owner ?? "another program"}.`,
      `Stop it, or set ${portSetting}.`,
    );
  }
  const who = `Gatehouse runs at port ${port} (${service}${owner === null ? "" : `, ${owner}`})`;
  if (running.status === "unavailable") {
    return wrong(`${who} and is not ready: ${running.failed.join(", ")} failed.`, "Its log says why.");
  }
  return ok(`${who} and is ${running.status === "ok" ? "ready" : "stopping"}.`);
}

/** An address that stands for all addresses is replaced. */
function toReachable(host: string): string {
  if (host === "0.0.0.0" || host === "localhost") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
