/** Reads what the system under test has mailed: real messages, parsed by a mail reader. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { eventually } from "./service-process.js";
import type { TestSystem, TestUser } from "./system.js";

/** Messages that have been read, by their files, which do not change. */
const known = new Map<string, Promise<Email>>();

/** The messages in the mailbox of a system without SMTP_URL, oldest first. */
export async function readMailbox(system: Pick<TestSystem, "config">): Promise<Email[]> {
  const { way } = system.config.auth.mail;
  if (!("folder" in way)) throw new Error("This system sends its mails.");
  let names: string[];
  try {
    names = readdirSync(way.folder).filter((name) => name.endsWith(".eml"));
  } catch {
    // There is no folder before the first mail.
    return [];
  }
  return Promise.all(names.sort().map((name) => readOnce(join(way.folder, name))));
}

function readOnce(file: string): Promise<Email> {
  let mail = known.get(file);
  if (mail === undefined) {
    mail = PostalMime.parse(readFileSync(file, "utf8"));
    known.set(file, mail);
  }
  return mail;
}

/** Waits for the newest message to `address` whose subject matches, and at least the `count`-th such. */
export async function awaitMail(
  system: Pick<TestSystem, "config">,
  address: string,
  subject: RegExp,
  count = 1,
): Promise<Email> {
  let found: Email[] = [];
  await eventually(async () => {
    found = (await readMailbox(system)).filter(
      (mail) =>
        mail.to?.[0]?.address?.toLowerCase() === address.toLowerCase() && subject.test(mail.subject ?? ""),
    );
    return found.length >= count;
  });
  return found.at(-1)!;
}

/** Waits until no mail waits to be sent: what is not in the mailbox then was not meant to be. */
export async function awaitQuiet(mails: { countDocuments(): Promise<number> }): Promise<void> {
  await eventually(async () => (await mails.countDocuments()) === 0);
}

/** Proves the address of a user, who is signed in, by the link that is mailed to it. */
export async function proveAddress(
  system: Pick<TestSystem, "config">,
  user: Pick<TestUser, "data" | "email">,
): Promise<void> {
  await user.data("mutation { requestEmailVerification { accepted } }");
  const token = tokenIn(await awaitMail(system, user.email, /^Confirm your e-mail address$/));
  await user.data("mutation ($token: String!) { verifyEmail(input: { token: $token }) { email } }", {
    token,
  });
}

/** Registers a user whose address is proven: one that may have a second factor, and is told of changes by mail. */
export async function registerProven(
  system: Pick<TestSystem, "config" | "registerUser">,
  name?: string,
): Promise<TestUser> {
  const user = await system.registerUser(name);
  await proveAddress(system, user);
  return user;
}

/** The token in a message's link. */
export function tokenIn({ text = "" }: Email): string {
  const token = /^https?:\/\/\S+#token=(\S+)$/m.exec(text)?.[1];
  if (token === undefined) throw new Error(`There is no link in this:\n${text}`);
  return token;
}
