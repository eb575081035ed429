/** Checks the mail server without sending a mail: connection, TLS, name and password. */
import { withoutCredentials } from "../../platform/text/redact.js";
import { type SmtpError, trySmtp } from "../../subgraphs/auth/mail/transport.js";
import { asSentence, note, ok, type Result, wrong } from "./finding.js";
import type { Subject } from "./subject.js";

const answerMilliseconds = 5_000;

/** Signs in to the server of SMTP_URL; only auth sends mails. */
export async function checkMail({ subgraphs, settings }: Subject): Promise<Result[]> {
  const way = subgraphs.auth?.mail.way;
  if (way === undefined) return [ok("None: auth alone sends mails.")];
  if ("folder" in way) {
    if (settings.isSecretSet("SMTP_URL")) return [note("It is not checked: SMTP_URL is wrong.")];
    if (settings.production) return [note("It is not checked: SMTP_URL is missing.")];
    return [ok(`None is sent: mails are files in ${way.folder}, shown at /mailbox of the gateway.`)];
  }
  const where = withoutCredentials(way.smtpUrl);
  try {
    await trySmtp(way.smtpUrl, answerMilliseconds);
  } catch (error) {
    return [
      wrong(
        `The mail server at ${where} cannot be used: ${asSentence((error as Error).message)}`,
        mendOf(error as SmtpError),
      ),
    ];
  }
  const isSignedIn = /\/\/[^/]*@/.test(way.smtpUrl);
  return [
    ok(
      `The server at ${where} takes ${isSignedIn ? "the name and the password" : "the connection"}; no mail was sent.`,
    ),
  ];
}

/** By the codes of nodemailer: https://nodemailer.com/errors */
function mendOf({ code, command = "" }: SmtpError): string {
  if (code === "EAUTH" || command.startsWith("AUTH"))
    return "Correct the name and the password in SMTP_URL, percent-encoded.";
  if (code === "ETLS" || command === "STARTTLS") {
    return "Use smtps:// where the server begins with TLS; smtp:// needs STARTTLS, unless the URL ends in ?requireTLS=false.";
  }
  if (code === "EDNS") return "Correct the host in SMTP_URL.";
  return "Start it, or correct the host, the port or the scheme in SMTP_URL: smtps:// is for port 465, smtp:// for 587 and 25.";
}
