import { existsSync } from "node:fs";
import { createServer } from "node:http";

const usualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Serves the address of one Chromium for all test files of the run, with a profile of its own; it is started for the first that
 * asks. The status is 404 where there is none: neither at CHROMIUM_PATH nor where systems install it.
 */
export async function serveBrowser() {
  /** @type {Promise<import("playwright-core").BrowserServer> | undefined} */
  let browser;
  const answer = async () => {
    const executablePath = process.env.CHROMIUM_PATH ?? usualPaths.find((path) => existsSync(path));
    if (executablePath === undefined)
      return [404, "There is no Chromium here: set CHROMIUM_PATH, or install it."];
    browser ??= import("playwright-core").then(({ chromium }) =>
      chromium.launchServer({ executablePath, args, host: "127.0.0.1" }),
    );
    return [200, (await browser).wsEndpoint()];
  };
  const server = createServer((_request, response) => {
    answer().then(
      ([status, text]) => response.writeHead(status).end(text),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await (await browser)?.close();
    },
  };
}
