/** A real Chromium for tests, where the machine has one. */
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";

const usualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts Chromium (CHROMIUM_PATH, or where systems install it) with a profile of its own that is deleted when it is
 * closed. Undefined, with a line that says so, when there is none; under CI=true that throws.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = process.env["CHROMIUM_PATH"] ?? usualPaths.find((path) => existsSync(path));
  if (executablePath !== undefined) return chromium.launch({ executablePath, args: flags });
  const problem =
    "There is no Chromium here (set CHROMIUM_PATH, or install it): tests in the browser are skipped.";
  if (process.env["CI"] === "true") throw new Error(problem);
  console.log(problem);
  return undefined;
}

/** What a page did that a reader of the screen would not see. */
export interface PageRecord {
  /** URLs of all requests, in their order. */
  requests: string[];
  /** Errors on the console, uncaught exceptions, failed requests, and what the content security policy stopped. */
  problems: string[];
}

/** Starts to write down what happens on a page; call it before the page is opened. */
export async function recordPage(page: Page): Promise<PageRecord> {
  const record: PageRecord = { requests: [], problems: [] };
  page.on("request", (request) => record.requests.push(request.url()));
  page.on("requestfailed", (request) => {
    // A page that is left takes back what it still asks for.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") record.problems.push(`failed: ${request.url()}`);
  });
  page.on("pageerror", (error) => record.problems.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") record.problems.push(`console: ${message.text()}`);
  });
  await page.exposeFunction("reportViolation", (text: string) => record.problems.push(`violation: ${text}`));
  await page.addInitScript(`
    addEventListener("securitypolicyviolation", (event) =>
      reportViolation(event.effectiveDirective + " " + event.blockedURI));
  `);
  return record;
}

const deadlineMilliseconds = 10_000;
const pollMilliseconds = 25;

/**
 * Evaluates an expression in the page until it is true in JavaScript's sense, and returns it. Playwright's own
 * waiting evaluates from within the page, which a strict policy forbids.
 */
export async function evaluateUntilTrue(page: Page, expression: string): Promise<unknown> {
  const deadline = performance.now() + deadlineMilliseconds;
  for (;;) {
    const value = await page.evaluate(expression);
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`Still not true: ${expression}`);
    await delay(pollMilliseconds);
  }
}
