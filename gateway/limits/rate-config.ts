/** The settings of the rate limit. */
import type { SettingsReader } from "../../platform/settings/settings-reader.js";
import { redisUrlForm, requireRedisUrl } from "./redis-url.js";

/** The cost of a caller's operations in a minute; 0 for no limit. */
export interface RateLimits {
  user: number;
  address: number;
  /** The Redis in which several gateways count together; null: this process counts for itself. */
  redis: { url: string; prefix: string } | null;
}

/** Reads the settings. */
export function readRateLimits(settings: SettingsReader): RateLimits {
  const { integer } = settings.section("Rate limits");
  const range = { min: 0, max: 1_000_000_000 };
  return {
    user: integer("RATE_LIMIT_USER", 300_000, {
      ...range,
      about: "What one user's operations may cost in a minute; 0: no limit.",
    }),
    address: integer("RATE_LIMIT_ADDRESS", 1_200_000, { ...range, about: "The same from one address." }),
    redis: readRedis(settings),
  };
}

function readRedis(settings: SettingsReader): RateLimits["redis"] {
  const { credentialUrl, text } = settings.section("Rate limits");
  const url = credentialUrl("REDIS_URL", redisUrlForm, requireRedisUrl, {
    about: "The Redis in which several gateways count these costs together, with its password in the URL.",
    otherwise: "none: each process counts for itself",
  });
  const prefix = text("REDIS_PREFIX", "gatehouse", { about: "What its keys there begin with." });
  return url === undefined ? null : { url, prefix };
}
