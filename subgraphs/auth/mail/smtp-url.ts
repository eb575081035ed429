/** Reads the URL of the SMTP server. */
import { type UrlForm, UrlProblem } from "../../../platform/text/url-text.js";

/** How the URL looks. */
export const smtpUrlForm: UrlForm = {
  name: "an smtp or smtps URL",
  schemes: ["smtp", "smtps"],
  example: "smtps://name:password@mail.example.com",
};

/** What nodemailer connects to. */
export interface SmtpServer {
  host: string;
  port: number;
  /** Begin with TLS. */
  secure: boolean;
  /** Send nothing before the connection has changed to TLS. */
  requireTLS: boolean;
  auth?: { user: string; pass: string };
}

/**
 * `smtps:` begins with TLS; `smtp:` must change to it (RFC 3207) unless the server is on this machine or the URL
 * ends in `?requireTLS=false`. @throws UrlProblem for what would have no effect.
 */
export function readSmtpUrl(text: string): SmtpServer {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(text);
  if (pathname !== "" && pathname !== "/")
    throw new UrlProblem("must have no path: it ends with the host or its port.");
  const isKnown = [...searchParams].every(
    ([name, value]) => name === "requireTLS" && (value === "true" || value === "false"),
  );
  if (!isKnown) throw new UrlProblem("may have only requireTLS=true or requireTLS=false behind its ?.");
  if ((username === "") !== (password === "")) {
    throw new UrlProblem("has only one of name and password: it needs both, name:password@, or none.");
  }
  const secure = protocol === "smtps:";
  const local = ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !local && searchParams.get("requireTLS") !== "false",
    ...(username !== "" && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
  };
}
