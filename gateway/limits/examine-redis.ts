/** Examines Redis as the rate limiter will use it. */
import { randomUUID } from "node:crypto";
import { createClient } from "@redis/client";
import { RateLimiterRedis } from "rate-limiter-flexible";
import { redactSecrets } from "../../platform/text/redact.js";
import { withinTime } from "../../platform/within-time.js";

/** What an examination found. */
export type RedisState =
  | {
      kind: "usable";
      version: string;
      latencyMilliseconds: number;
      /** How far this machine's clock is ahead of the server's; null when the server does not say. */
      aheadMilliseconds: number | null;
    }
  /** `refuses`: the connection; `fails`: to count. `reason` is in the words of the client or the server. */
  | { kind: "silent" | "refuses" | "fails"; reason: string };

const connectMilliseconds = 3_000;

/** Connects, and counts once under a key of its own, which is gone after a second. */
export async function examineRedis({ url, prefix }: { url: string; prefix: string }): Promise<RedisState> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: connectMilliseconds, reconnectStrategy: false },
  });
  client.on("error", () => {});
  try {
    try {
      await withinTime(connectMilliseconds, client.connect());
    } catch (error) {
      const { message } = error as Error;
      const isRefused = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR|DENIED)/.test(message);
      return { kind: isRefused ? "refuses" : "silent", reason: redactSecrets(message) };
    }
    try {
      const startedAt = performance.now();
      const counter = new RateLimiterRedis({
        keyPrefix: `${prefix}:rate:doctor`,
        points: 1,
        duration: 1,
        storeClient: client,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
      });
      await withinTime(connectMilliseconds, counter.consume(randomUUID(), 1));
      const latencyMilliseconds = performance.now() - startedAt;
      return { kind: "usable", latencyMilliseconds, ...(await readVersionAndTime(client)) };
    } catch (error) {
      return { kind: "fails", reason: redactSecrets((error as Error).message) };
    }
  } finally {
    if (client.isOpen) client.destroy();
  }
}

/** Leaves out what the rights of the user do not permit. */
async function readVersionAndTime(client: { sendCommand(parts: string[]): Promise<unknown> }) {
  const version = await withinTime(connectMilliseconds, client.sendCommand(["INFO", "server"]))
    .then((info) => /redis_version:(\S+)/.exec(String(info))?.[1] ?? "")
    .catch(() => "");
  const aheadMilliseconds = await withinTime(connectMilliseconds, client.sendCommand(["TIME"]))
    .then((time) => {
      const [seconds, microseconds] = (time as string[]).map(Number);
      return Date.now() - (seconds! * 1000 + microseconds! / 1000);
    })
    .catch(() => null);
  return { version, aheadMilliseconds };
}
