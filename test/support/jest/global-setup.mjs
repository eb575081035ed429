import { randomBytes } from "node:crypto";
import { serveBrowser } from "./serve-browser.mjs";

/**
 * Starts one embedded database for the whole run, unless MONGODB_URI names another; each test file uses
 * databases of its own in it. It runs from the compiled sources, as it does in the product.
 */
export default async function globalSetup() {
  // What the run leaves at servers that it shares with others has this name.
  process.env.TEST_RUN = `test-${randomBytes(6).toString("hex")}`;
  const browser = await serveBrowser();
  process.env.TEST_BROWSER = browser.url;
  globalThis.closeTestBrowser = browser.close;
  if (process.env.MONGODB_URI) return;
  const { startEmbeddedMongo } = await import("@gatehouse/embedded-mongo");
  const database = await startEmbeddedMongo({});
  process.env.MONGODB_URI = database.uri;
  globalThis.stopTestDatabase = database.stop;
}
