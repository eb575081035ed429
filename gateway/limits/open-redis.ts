/** Opens the Redis in which several gateways count together. */
import type { Lifecycle } from "../../platform/closer-stack.js";
import type { Logger } from "../../platform/log.js";

/** A connection to Redis that reconnects by itself. The library of the rate limiter calls its commands. */
export interface Redis {
  /** False while there is no connection. */
  readonly isReady: boolean;
}

const timing = { connect: 2_000, firstRetry: 100, longestRetry: 5_000 };

/**
 * Connects in the background; resolves once connected, or soon after a failure. No command waits for a connection. A
 * failure is logged once, and so is its end.
 */
export async function openRedis(url: string, log: Logger, lifecycle: Lifecycle): Promise<Redis> {
  // Loaded where there is a Redis: it is a tenth of what a service loads.
  const { createClient } = await import("@redis/client");
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: timing.connect,
      reconnectStrategy: (retries) => Math.min(timing.firstRetry * 2 ** retries, timing.longestRetry),
    },
  });
  let failed = false;
  const first = new Promise<void>((resolve) => {
    client.on("error", (error: unknown) => {
      if (!failed)
        log.warn({ err: error }, "Redis is away: until it is back, each gateway counts for itself");
      failed = true;
      resolve();
    });
    client.on("ready", () => {
      if (failed) log.info("Redis is back");
      failed = false;
      resolve();
    });
  });
  lifecycle.onStop(() => {
    if (client.isOpen) client.destroy();
  });
  client.connect().catch(() => {});
  await first;
  return client;
}
