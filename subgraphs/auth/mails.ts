/** The mails of all features: how each kind is addressed and written. */

import { createEmailMails } from "./email/mails.js";
import type { Prepare } from "./mail/envelope.js";
import type { MailKind } from "./mail/model.js";
import { createMailWriter, type MailParts } from "./mail/prepare-mail.js";
import { createPasswordMails } from "./passwords/mails.js";
import { createAccountMails } from "./privacy/mails.js";
import { createRegistrationMails } from "./registration/mails.js";
import { createFactorMails } from "./second-factor/mails.js";

/** Returns the preparation of each kind. */
export function createMails(parts: MailParts): Readonly<Record<MailKind, Prepare>> {
  const writer = createMailWriter(parts.config.mail.appUrl);
  return {
    ...createRegistrationMails(parts, writer),
    ...createPasswordMails(parts, writer),
    ...createEmailMails(parts, writer),
    ...createFactorMails(writer),
    ...createAccountMails(writer),
  };
}
