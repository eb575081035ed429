/** Names the mailbox behind an address, as far as it can be told, so that mails to it are counted together. */
import { identifierKey } from "../accounts/identifiers.js";

/** Domains whose mailboxes ignore dots, by the one name that both share. */
const dotlessDomains: Readonly<Record<string, string>> = {
  "gmail.com": "gmail.com",
  "googlemail.com": "gmail.com",
};

/**
 * The key under which mails to `address` are counted. Case, a subaddress (`ada+tag@`, RFC 5233) and, at Google, dots do
 * not make another recipient. Two people share a key only where a domain takes `+` for a letter of the name: then they
 * share a limit.
 */
export function recipientKey(address: string): string {
  const { key } = identifierKey(address);
  const at = key.lastIndexOf("@");
  const domain = key.slice(at + 1).replace(/\.$/, "");
  // A name that begins with `+` has no other part.
  const name = key.slice(0, at).replace(/(?<=.)\+.*$/s, "");
  const shared = dotlessDomains[domain];
  return shared === undefined ? `${name}@${domain}` : `${name.replaceAll(".", "")}@${shared}`;
}
