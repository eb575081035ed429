/** Serves at `/mailbox` the mails that a development machine keeps instead of sending them. */
import { request as fetchFrom } from "undici";
import { gatewaySecretHeader } from "../../../platform/http/gateway-secret.js";
import { type DevelopmentMail, mailboxPath } from "../../../platform/http/mailbox.js";
import { forReading } from "../../../platform/http/methods.js";
import { redirectTo } from "../../../platform/http/redirect.js";
import { sendJson } from "../../../platform/http/send-json.js";
import type { RequestHandler } from "../../../platform/http/server.js";
import type { GatewayConfig } from "../../config.js";
import { contentSecurityPolicy, secured } from "../../http/page-security.js";
import type { StaticFile } from "../../http/static-file.js";
import { createPageFile, readPageFile, routesOf, withHashes } from "../page-files.js";
import { isFromThisMachine } from "./is-from-this-machine.js";
import { writeMailboxPage, writeNoMailboxPage } from "./write-page.js";

/** The service that keeps the mails. */
type MailboxConfig = Pick<GatewayConfig, "serviceUrls" | "gatewaySecret">;

/**
 * Returns the routes: a page, or JSON for a client that accepts only that. The links in these mails give access to any
 * account, so they are for this machine, under its own name, and for no other, and nothing is there where mail is sent by
 * SMTP.
 */
export function createMailboxRoutes(config: MailboxConfig): Readonly<Record<string, RequestHandler>> {
  const files: Readonly<Record<string, StaticFile>> = {
    "theme.css": createPageFile("theme.css", readPageFile("theme.css")),
    "mailbox.css": createPageFile("mailbox.css", readPageFile("mailbox/mailbox.css")),
    "mailbox.js": createPageFile("mailbox.js", readPageFile("mailbox/mailbox.js")),
    "icon.svg": createPageFile("icon.svg", readPageFile("icon.svg")),
  };
  const policy = contentSecurityPolicy();
  return {
    "/mailbox": secured(policy, createMailboxHandler(config, files)),
    // Relative links of the page resolve without the slash only.
    "/mailbox/": redirectTo("../mailbox"),
    ...routesOf("mailbox", files, policy),
  };
}

function createMailboxHandler(
  { serviceUrls, gatewaySecret }: MailboxConfig,
  files: Readonly<Record<string, StaticFile>>,
): RequestHandler {
  return forReading(async (request, response) => {
    response.setHeader("cache-control", "no-store");
    response.setHeader("vary", "accept");
    const mails = isFromThisMachine(request) ? await readMails(serviceUrls.auth, gatewaySecret) : null;
    const wantsJson = request.headers.accept?.startsWith("application/json") === true;
    if (mails !== null && wantsJson) return sendJson(response, 200, mails);
    if (mails === null && !request.headers.accept?.includes("text/html"))
      return sendJson(response, 404, { error: "There is no mailbox here." });
    const html = mails === null ? writeNoMailboxPage() : writeMailboxPage(mails, chosenMail(request.url));
    response.writeHead(mails === null ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(await withHashes(html, "mailbox", files));
  });
}

/** Returns the id of the mail that the address names. */
function chosenMail(url = ""): string | null {
  return new URLSearchParams(url.split("?")[1]).get("mail");
}

async function readMails(auth: string, gatewaySecret: string): Promise<DevelopmentMail[] | null> {
  const { statusCode, body } = await fetchFrom(`${auth}${mailboxPath}`, {
    headers: { [gatewaySecretHeader]: gatewaySecret },
  });
  if (statusCode === 200) return (await body.json()) as DevelopmentMail[];
  await body.dump();
  return null;
}
