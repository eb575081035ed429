/** Removes the secrets of settings from messages and logs. */
import { toPrintable } from "./printable.js";

const hidden = "[redacted]";
const hostForm = String.raw`(?:\[[\da-fA-F:.%]+\]|[\p{L}\p{N}._%-]+)(?::\d{1,5})?`;
const hostsForm = new RegExp(`^${hostForm}(?:,${hostForm})*$`, "u");

/**
 * Returns the scheme and the hosts of a URL that may contain credentials. It uses positions in the text and does not
 * parse, because a parser may reject the text, e.g. when a password is not percent-encoded. Where two readings are
 * possible, or none, it omits the hosts too.
 */
export function withoutCredentials(url: string): string {
  const [, scheme, rest = ""] = /^([a-z][a-z\d+.-]*:\/\/)(.*)$/is.exec(url) ?? [];
  if (scheme === undefined) return hidden;
  // A `?` or `#` before the last `@` is part of a password; or the `@` is part of a query, and a secret may end after
  // it. The text before them decides, unless it could be hosts by itself.
  const [beforeQuery = "", ...query] = rest.slice(0, Math.max(rest.lastIndexOf("@"), 0)).split(/[?#]/);
  const isAmbiguous = query.length > 0 && isHosts(hostsIn(beforeQuery));
  const hosts = hostsIn(rest);
  return `${scheme}${isAmbiguous || !isHosts(hosts) ? hidden : hosts}`;
}

function hostsIn(rest: string): string {
  return rest.slice(rest.lastIndexOf("@") + 1).split(/[/?#]/, 1)[0] ?? "";
}

/** Are these the hosts of a URL, each without a port or with a valid one? */
export function isHosts(text: string): boolean {
  const ports = text.matchAll(/:(\d+)(?=,|$)/g);
  return hostsForm.test(text) && [...ports].every(([, port]) => Number(port) > 0 && Number(port) <= 65_535);
}

const longestQuote = 120;

/** Returns a setting's value for a message, in quotes: on one line, shortened, and without credentials. */
export function quoteSetting(value: string): string {
  const safe = value.replace(/[^\s,=]*(?:\/\/|@).*$/s, showUrl);
  const text = toPrintable(redactSecrets(safe));
  return `"${text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text}"`;
}

/** The same for a setting that must be a URL, or `NAME=URL`: an invalid text may still be a secret. */
export function quoteUrlSetting(value: string): string {
  if (/^[\w.-]+(?::\d{1,5})?$/.test(value)) return quoteSetting(value);
  const [, name = "", url = ""] = /^([\w.-]{0,64}=)?(.*)$/s.exec(value) ?? [];
  return `"${toPrintable(`${name}${showUrl(url)}`)}"`;
}

/** Shows the whole text when it cannot contain credentials: no `@`, no query, and no colon but that before a port. */
function showUrl(text: string): string {
  const isPlain = /^[a-z][a-z\d+.-]*:\/\/[^@?#:/]*(?::\d{1,5})?(?:\/[^@?#:]*)?$/i.test(text);
  return isPlain ? text.slice(0, longestQuote) : withoutCredentials(text);
}

/** A shorter secret would be found in ordinary words. */
const shortestSecretCharacters = 6;
/** In every encoding, longest first, so that no part of one remains. */
let secrets: readonly string[] = [];

/** Stores a secret of this process for `redactSecrets`: as it is, percent-decoded and -encoded, and in JSON. */
export function rememberSecret(secret: string): void {
  const forms = [secret, attempt(decodeURIComponent, secret), attempt(encodeURIComponent, secret)]
    .flatMap((form) => [form, JSON.stringify(form).slice(1, -1)])
    .filter((form) => form.length >= shortestSecretCharacters);
  secrets = [...new Set([...secrets, ...forms])].sort((a, b) => b.length - a.length);
}

/** Stores what may be secret in a URL, by position: between `//` and the last `@`, and in its query. */
export function rememberCredentials(url: string): void {
  const rest = /^[^:]*:\/\/(.*)$/s.exec(url)?.[1] ?? url;
  const userinfo = rest.slice(0, Math.max(rest.lastIndexOf("@"), 0));
  const colon = userinfo.indexOf(":");
  if (colon >= 0) rememberSecret(userinfo.slice(colon + 1));
  for (const [, name = "", value = ""] of rest.matchAll(/[?&]([^=&#]*)=([^&#]*)/g)) {
    if (/pass|secret|token|authMechanismProperties/i.test(name)) rememberSecret(value);
  }
}

/** Returns the text with every stored secret hidden. */
export function redactSecrets(text: string): string {
  let safe = text;
  for (const secret of secrets) if (safe.includes(secret)) safe = safe.replaceAll(secret, hidden);
  return safe;
}

/** Returns the text itself where it cannot be converted: a stray `%`, half a surrogate pair. */
function attempt(convert: (text: string) => string, text: string): string {
  try {
    return convert(text);
  } catch {
    return text;
  }
}
