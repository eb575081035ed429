/** Checks the Redis in which several gateways count together. */
import { examineRedis, type RedisState } from "../../gateway/limits/examine-redis.js";
import { withoutCredentials } from "../../platform/text/redact.js";
import { asSentence, note, ok, type Result, wrong } from "./finding.js";
import type { Subject } from "./subject.js";

/** Examines the gateway's Redis; null where there is none. */
export async function examineSharedCounts({ gateway }: Subject): Promise<RedisState | null> {
  const redis = gateway?.limits.rate.redis ?? null;
  return redis === null ? null : examineRedis(redis);
}

/** Returns the finding for its state. */
export function explainRedis({ gateway, settings }: Subject, state: RedisState | null): Result[] {
  const redis = gateway?.limits.rate.redis ?? null;
  if (redis === null || state === null) {
    if (settings.isSecretSet("REDIS_URL")) return [note("It is not checked: REDIS_URL is wrong.")];
    return [ok("None: each gateway counts for itself.")];
  }
  const where = withoutCredentials(redis.url);
  switch (state.kind) {
    case "usable":
      return [ok(`Redis ${state.version} at ${where} counts (${Math.ceil(state.latencyMilliseconds)} ms).`)];
    case "silent":
      return [
        wrong(
          `Redis at ${where} does not answer: ${asSentence(state.reason)}`,
          "Start it, or correct the host, the port or the scheme in REDIS_URL.",
        ),
      ];
    case "refuses":
      return [
        wrong(
          `Redis at ${where} refuses the connection: ${asSentence(state.reason)}`,
          "Correct the name, the password or the database in REDIS_URL.",
        ),
      ];
    case "fails":
      return [wrong(`Redis at ${where} does not count: ${asSentence(state.reason)}`, mendOf(state.reason))];
  }
}

/** By the first word of the server's error: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
function mendOf(reason: string): string {
  if (/^OOM/.test(reason)) return "Give it more memory, or set its maxmemory-policy to one that evicts.";
  if (/^READONLY/.test(reason)) return "Set REDIS_URL to the primary: this is a replica.";
  if (/^MISCONF/.test(reason)) return "It cannot save to its disk: make room there.";
  if (/^NOAUTH/.test(reason)) return "Put its password into REDIS_URL.";
  if (/^NOPERM/.test(reason))
    return "Give its user the commands EVALSHA, EVAL, SET, INCRBY, PTTL and EXPIRE on the keys of REDIS_PREFIX.";
  return "Its log says why.";
}
