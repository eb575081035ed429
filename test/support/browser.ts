/** A real Chromium for tests, where the machine has one; the test files of a run share it, each with contexts of its own. */
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";

let connected: Browser | undefined;

/**
 * Returns the Chromium of this run, which test/support/jest/serve-browser.mjs starts at the first call. Undefined, with a line
 * that says so, where there is none; under CI=true that throws.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  if (connected?.isConnected()) return connected;
  const response = await fetch(process.env["TEST_BROWSER"]!);
  const text = await response.text();
  if (response.ok) {
    connected = await chromium.connect(text);
    return connected;
  }
  if (process.env["CI"] === "true" || response.status !== 404) throw new Error(text);
  console.log(`${text} Tests in the browser are skipped.`);
  return undefined;
}

/** Closes all pages, for the end of a test file. */
export async function closePages(browser: Browser | undefined): Promise<void> {
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
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

const deadlineMilliseconds = 60_000;
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
