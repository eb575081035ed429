/** The settings of mail: the transport, the sender, and the front end that links lead to. */
import { join } from "node:path";
import isEmail from "validator/lib/isEmail.js";
import { readDataDirectory } from "../../../platform/settings/data-directory.js";
import type { SettingsReader } from "../../../platform/settings/settings-reader.js";
import { readSmtpUrl, smtpUrlForm } from "./smtp-url.js";

/** How mails are sent, and what they contain. */
export interface MailConfig {
  /** An SMTP server, or on a development machine a folder. */
  way: { smtpUrl: string } | { folder: string };
  /** The sender: an address, or `NAME <ADDRESS>`. */
  from: string;
  /** The front end, without a trailing slash: links lead to its pages. */
  appUrl: string;
  /** How long the link of a password reset works, in seconds. */
  resetSeconds: number;
  /** How long the link that proves an address works, in seconds. */
  proofSeconds: number;
}

/** Reads SMTP_URL, MAIL_FROM, APP_URL, RESET_LINK_SECONDS and EMAIL_LINK_SECONDS. */
export function readMailConfig(settings: SettingsReader): MailConfig {
  const { credentialUrl, text, url, integer } = settings.section("Mail");
  const smtpUrl = credentialUrl("SMTP_URL", smtpUrlForm, (given) => readSmtpUrl(given) && given, {
    about:
      "The mail server, with name and password where it asks for them: `smtps://name:password@mail.example.com`. With `smtp://` (port 587) the connection must change to TLS, unless the server is on the same machine or the URL ends in `?requireTLS=false`.",
    otherwise: "in development a mailbox: `.gatehouse/mail` and `/mailbox` of the gateway",
    requiredInProduction: "mails for forgotten passwords and new addresses go there.",
  });
  const from = text("MAIL_FROM", "Gatehouse <gatehouse@localhost.example>", {
    about: "Mails are sent in its name: an address, or NAME \\<ADDRESS> in double quotes.",
    requiredInProduction: "mails are sent in its name: an address, or NAME <ADDRESS>.",
  });
  if (!isEmail.default(from, { allow_display_name: true })) {
    settings.complain("MAIL_FROM must be an e-mail address, or NAME <ADDRESS>.");
  }
  return {
    way: smtpUrl === undefined ? { folder: join(readDataDirectory(settings), "mail") } : { smtpUrl },
    from,
    appUrl: url("APP_URL", "http://localhost:4000/app", {
      path: true,
      about:
        "The front end; by default the console. Links in mails lead to its pages `/reset-password`, `/verify-email` and `/confirm-registration`, with `#token=…` behind.",
      requiredInProduction: "links in mails lead there: the front end.",
    }),
    // ASVS 5.0, 6.5.5: ten minutes; and NIST SP 800-63B-4, 4.2.1.2: a day for what is sent to an address.
    resetSeconds: integer("RESET_LINK_SECONDS", 600, {
      min: 60,
      max: 86_400,
      about: "How long the link of a password reset works.",
    }),
    proofSeconds: integer("EMAIL_LINK_SECONDS", 86_400, {
      min: 60,
      max: 604_800,
      about: "How long the link that proves an e-mail address works.",
    }),
  };
}
