/** Checks the text of a URL that may hold credentials, and says what to mend without showing it. */
import { isHosts } from "./redact.js";

/** What a URL must be like. */
export interface UrlForm {
  /** With its article, e.g. `an amqp or amqps URL`. */
  name: string;
  /** Without the colon. */
  schemes: readonly string[];
  /** How the whole looks, for the message. */
  example: string;
  /** May there be several hosts, with commas between them? */
  severalHosts?: boolean;
}

/** A URL cannot be used; `message` ends the sentence that begins with the setting's name, and holds no part of it. */
export class UrlProblem extends Error {
  override readonly name = "UrlProblem";
}

/**
 * Requires that every parser reads the URL alike: https://datatracker.ietf.org/doc/html/rfc3986#section-3.2, with
 * more than one host where the scheme has that. @throws UrlProblem naming the mend.
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
