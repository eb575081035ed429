/** Opens the console of a system under test in a browser. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type PageRecord, recordPage } from "./browser.js";
import { awaitMail } from "./mailbox.js";
import type { TestSystem, TestUser } from "./system.js";

/** A page of the console. */
export interface ConsolePage {
  page: Page;
  record: PageRecord;
}

/** How long a page may take: for one that hangs, not for a busy machine. */
const pageMilliseconds = 60_000;

/** The address of a page of the console; passkeys belong to the name localhost. */
export function consoleUrl(system: Pick<TestSystem, "urls">, path = ""): string {
  const { port } = new URL(system.urls.gateway);
  return `http://localhost:${port}/app${path}`;
}

/** Opens a page in a context, which holds the cookies of all its pages; without one in a new context. */
export async function openConsolePage(
  browser: Browser,
  url: string,
  context?: BrowserContext,
): Promise<ConsolePage> {
  const page = await (
    context ?? (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" }))
  ).newPage();
  page.setDefaultTimeout(pageMilliseconds);
  const record = await recordPage(page);
  await page.goto(url);
  return { page, record };
}

/** Signs a user in on the page "Sign in". */
export async function signInAs(page: Page, user: Pick<TestUser, "username" | "password">): Promise<void> {
  await page.getByLabel("Username or e-mail").fill(user.username);
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Gives the browser an authenticator of its own, as a telephone has it, whose user always agrees. */
export async function addAuthenticator(page: Page): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  await debug.send("WebAuthn.enable");
  await debug.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Opens the link of the newest mail of this subject, which leads to the console, on the system's own port. */
export async function followMail(
  system: Pick<TestSystem, "config" | "urls">,
  page: Page,
  address: string,
  subject: RegExp,
): Promise<void> {
  const { text = "" } = await awaitMail(system, address, subject);
  const link = new URL(/^https?:\/\/\S+#token=\S+$/m.exec(text)?.[0] ?? "");
  if (!/^http:\/\/localhost:4000\/app\//.test(link.href))
    throw new Error(`${link.href} is no page of the console.`);
  await page.goto(consoleUrl(system, `${link.pathname.replace(/^\/app/, "")}${link.hash}`));
}
