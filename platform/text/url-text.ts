/** Checks the text of a URL that may contain credentials; messages name the mend and show no part of it. */
import { isHosts } from "./redact.js";

/** The required form of a URL. */
export interface UrlForm {
  /** With its article, e.g. `an amqp or amqps URL`. */
  name: string;
  /** Without the colon. */
  schemes: readonly string[];
  /** A whole URL, for the message. */
  example: string;
  /** May there be several hosts, separated by commas? */
  severalHosts?: boolean;
}

/**
 * A URL is unusable; `message` ends the sentence that starts with the setting's name, and contains no part of the URL.
 */
export class UrlProblem extends Error {
  override readonly name = "UrlProblem";
}

/**
 * Requires a URL that every parser reads alike: https://datatracker.ietf.org/doc/html/rfc3986#section-3.2, with several
 * hosts where the scheme allows that.
 * @throws UrlProblem naming the mend.
 */
export function requireUrlText(
  text: string,
  { name, schemes, example, severalHosts = false }: UrlForm,
): void {
  const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  if (/^(["']).*\1$/s.test(text)) throw new UrlProblem("stands in quotes: take them away.");
  if (!schemes.includes(scheme)) {
    throw new UrlProblem(`must be ${name}, such as ${example}.`);
  }
  if (/[\s\p{Cc}]/u.test(text)) throw new UrlProblem("holds a space or a line break: write a space as %20.");
  if (!isDecodable(text)) throw new UrlProblem("holds a % that begins no percent-encoding: write it as %25.");
  const authority = rest.split(/[/?#]/, 1)[0] ?? "";
  if (rest.lastIndexOf("@") >= authority.length || rest.includes("#")) {
    throw new UrlProblem(
      "holds a character that ends the password early: percent-encode / as %2F, ? as %3F, # as %23, @ as %40.",
    );
  }
  const hosts = authority.slice(authority.lastIndexOf("@") + 1);
  if (!isHosts(hosts) || (!severalHosts && hosts.includes(","))) {
    throw new UrlProblem(
      `names no host, or a port that is none: ${example}. In a password, encode : as %3A.`,
    );
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
