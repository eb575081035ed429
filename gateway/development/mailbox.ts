/** Serves at `/mailbox` the mails that a development machine keeps instead of sending them. */

import type { IncomingMessage } from "node:http";
import { request as fetchFrom } from "undici";
import { gatewaySecretHeader } from "../../platform/http/gateway-secret.js";
import { type DevelopmentMail, mailboxPath } from "../../platform/http/mailbox.js";
import { forReading } from "../../platform/http/methods.js";
import { type RequestHandler, sendJson } from "../../platform/http/server.js";
import { canonicalAddress } from "../../platform/ip-address.js";
import { escapeHtml } from "../../platform/text/escape-html.js";
import type { GatewayConfig } from "../config.js";

const headers: readonly [string, string][] = [
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"],
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["cache-control", "no-store"],
];

/** The service that keeps the mails. */
type MailboxConfig = Pick<GatewayConfig, "serviceUrls" | "gatewaySecret">;

/**
 * Returns the handler: a page, or JSON for a client that accepts only that. The links in these mails give access to any
 * account, so it serves only this machine, under its own name, and nothing where mail is sent by SMTP.
 */
export function createMailboxHandler({ serviceUrls, gatewaySecret }: MailboxConfig): RequestHandler {
  return forReading(async (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const mails = isFromThisMachine(request) ? await readMails(serviceUrls.auth, gatewaySecret) : null;
    if (mails === null) return sendJson(response, 404, { error: "There is no mailbox here." });
    if (request.headers.accept?.startsWith("application/json")) return sendJson(response, 200, mails);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(toPage(mails));
  });
}

/**
 * Headers that browsers and command-line clients send by themselves. Proxies add others (`Forwarded`, `Via`,
 * `X-Real-IP`, `X-Forwarded-…`, `CF-…`, `True-Client-IP`), of which no list is complete: so a request with any other
 * header is refused.
 */
const ownHeaders =
  /^(?:host|connection|keep-alive|user-agent|accept|accept-(?:charset|encoding|language)|authorization|cache-control|content-(?:length|type)|pragma|if-(?:none-match|modified-since)|cookie|dnt|origin|priority|purpose|referer|range|te|upgrade-insecure-requests|sec-(?:ch|fetch|purpose|gpc)(?:-[a-z-]+)?|save-data)$/;

/**
 * Checks the address, the host name (a page whose own name resolves to this machine has another) and the headers of
 * proxies.
 */
function isFromThisMachine({ socket, headers }: IncomingMessage) {
  const loopback = /^127\.|^::1$/.test(canonicalAddress(socket.remoteAddress ?? "") ?? "");
  return (
    loopback &&
    /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(headers.host ?? "") &&
    Object.keys(headers).every((name) => ownHeaders.test(name))
  );
}

async function readMails(auth: string, gatewaySecret: string): Promise<DevelopmentMail[] | null> {
  const { statusCode, body } = await fetchFrom(`${auth}${mailboxPath}`, {
    headers: { [gatewaySecretHeader]: gatewaySecret },
  });
  if (statusCode === 200) return (await body.json()) as DevelopmentMail[];
  await body.dump();
  return null;
}

function toPage(mails: readonly DevelopmentMail[]): string {
  const articles = mails.map(
    ({ to, subject, date, text, file }) =>
      `<article><h2>${escapeHtml(subject)}</h2><p>To ${escapeHtml(to)}, ${escapeHtml(date)}</p>` +
      `<pre>${withLinks(text)}</pre><p><small>${escapeHtml(file)}</small></p></article>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Mailbox</title>
<h1>Mailbox</h1>
<p>There is no SMTP_URL: these mails were not sent. Newest first; older ones are in the same folder.</p>
${articles.join("\n<hr>\n") || "<p>No mail since the start.</p>"}
</html>
`;
}

function withLinks(text: string): string {
  return escapeHtml(text).replace(/^https?:\/\/\S+$/gm, (url) => `<a href="${url}">${url}</a>`);
}
