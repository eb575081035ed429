/** Reads the URL of Redis. */
import { type UrlForm, UrlProblem } from "../../platform/text/url-text.js";

/** The form of the URL. */
export const redisUrlForm: UrlForm = {
  name: "a redis or rediss URL",
  schemes: ["redis", "rediss"],
  example: "redis://name:password@host:6379/0",
};

/**
 * Requires a URL that @redis/client uses completely: it refuses a database that is not a number, and ignores a query.
 * @throws UrlProblem
 */
export function requireRedisUrl(text: string): string {
  const { pathname, search } = new URL(text);
  if (!/^(?:\/\d{0,6})?$/.test(pathname)) {
    throw new UrlProblem("must have the number of a database behind the host, or nothing: /0.");
  }
  if (search !== "") throw new UrlProblem("must have no query: nothing in it would have an effect.");
  return text;
}
