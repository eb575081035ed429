/** Checks settings that a start accepts in production and that are seldom intended there. */
import { unlimited } from "../../gateway/limits/config.js";
import { note, ok, type Result, wrong } from "./finding.js";
import type { Subject } from "./subject.js";

/** Returns a line for each such setting; none outside production. */
export function checkProduction({ settings, gateway, subgraphs }: Subject): Result[] {
  if (!settings.production) return [];
  const results = [...(gateway === null ? [] : checkGateway(gateway)), ...checkAuth(subgraphs)];
  return results.length > 0 ? results : [ok("No setting is one for development machines.")];
}

function checkGateway(gateway: NonNullable<Subject["gateway"]>): Result[] {
  const { allowedOrigins, trustedProxies, limits } = gateway;
  const results = allowedOrigins
    .filter((origin) => typeof origin === "string")
    .filter(isPlainHttp)
    .map((origin) =>
      wrong(`ALLOWED_ORIGINS has ${origin}: what it sends can be read on the way.`, "Serve it by https."),
    );
  if (trustedProxies.length === 0 && !gateway.listen.tls) {
    results.push(
      note(
        "TRUSTED_PROXIES is not set: behind a proxy, all clients share its address, and so one limit.",
        "Set it to the addresses of the proxies.",
      ),
    );
  }
  const openings: [boolean, string, string][] = [
    [gateway.playground, "PLAYGROUND", "true: every client can use the playground"],
    [gateway.introspection, "INTROSPECTION", "true: every client can read the whole schema"],
    [!gateway.maskErrors, "MASK_ERRORS", "false: errors tell the names of the schema"],
    [limits.operation === unlimited, "LIMITS", "off: one operation can keep the system busy"],
    [
      limits.rate.user === 0 && limits.operation !== unlimited,
      "RATE_LIMIT_USER",
      "0: one user can keep the system busy",
    ],
    [
      limits.rate.address === 0 && limits.operation !== unlimited,
      "RATE_LIMIT_ADDRESS",
      "0: one address can keep the system busy",
    ],
  ];
  for (const [isOpen, name, effect] of openings) {
    if (isOpen) results.push(note(`${name} is ${effect}.`, "Leave it out unless you mean it."));
  }
  return results;
}

function checkAuth({ auth }: Subject["subgraphs"]): Result[] {
  if (auth === undefined) return [];
  const results: Result[] = [];
  if (isPlainHttp(auth.mail.appUrl)) {
    results.push(
      wrong(
        `APP_URL is ${auth.mail.appUrl}: the pages for new passwords come by plain HTTP.`,
        "Serve them by https.",
      ),
    );
  }
  return results;
}

/** Is it an http URL of another machine? */
function isPlainHttp(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !/^(?:localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
