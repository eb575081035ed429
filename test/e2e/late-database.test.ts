/**
 * A start with a database that is slow, absent or refusing: it waits and reports that, or reports the problem at once.
 */
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { startEmbeddedMongo } from "@gatehouse/embedded-mongo";
import { describe, expect, it } from "@jest/globals";
import { openDatabase } from "../../platform/database/connection.js";
import { StartError } from "../../platform/lifecycle.js";
import { isolated, runLauncher, temporaryFolder } from "../support/command.js";
import { findFreePort, spawnService } from "../support/service-process.js";

const name = "late";

/** Runs `use` with the port of a server that accepts connections and never responds. */
async function withSilentServer<Result>(use: (port: number) => Promise<Result>): Promise<Result> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  const port = await findFreePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    return await use(port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe("a database that is late", () => {
  it("is waited for, and said to be, with its address and without its password", async () => {
    const port = await findFreePort();
    const lines: string[] = [];
    let database: Awaited<ReturnType<typeof startEmbeddedMongo>> | undefined;
    const opened = await openDatabase(
      { uri: `mongodb://127.0.0.1:${port}/?appName=hush-hush`, name },
      async (line) => {
        lines.push(line);
        database ??= await startEmbeddedMongo({ listen: { port } });
      },
    );
    expect((await opened.ping()).time).toBeInstanceOf(Date);
    await opened.close();
    await database?.stop();
    expect(lines[0]).toMatch(
      new RegExp(
        `^The database late at mongodb://127\\.0\\.0\\.1:${port} does not answer yet; waited 5 of 60 seconds`,
      ),
    );
    expect(lines.join()).not.toContain("hush");
  });

  it("is given up after DATABASE_START_SECONDS, with the reason, when it is absent or silent", async () => {
    await withSilentServer(async (port) => {
      for (const uri of [`mongodb://n:hush-hush@127.0.0.1:${port}`, "mongodb://n:hush-hush@127.0.0.1:1"]) {
        const failure = await openDatabase({ uri, name, startSeconds: 1 }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(StartError);
        const { message } = failure as Error;
        expect(message).toMatch(
          /^The database late at mongodb:\/\/127\.0\.0\.1:\d+ does not answer, after 1 seconds/,
        );
        expect(message).not.toContain("hush");
      }
    });
  });

  it("is not waited for when it refuses who asks", async () => {
    const database = await startEmbeddedMongo({ listen: { port: 0 } });
    const uri = database.uri.replace("mongodb://", "mongodb://n:hush-hush@");
    // The embedded server has no authentication, and refuses it like a server without that mechanism.
    const failure = await openDatabase({ uri, name }, () => {
      throw new Error("it waited");
    }).catch((error: unknown) => error);
    await database.stop();
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(/^The database late at mongodb:\S+ refuses us: /);
  });

  it("holds up neither Ctrl-C nor SIGTERM: the start ends without a stack", async () => {
    const folder = temporaryFolder();
    const environment = { ...isolated(folder), MONGODB_URI: "mongodb://n:hush-hush@127.0.0.1:1" };
    const system = runLauncher("start", [], environment);
    const service = runLauncher("start:user", [], environment);
    await Promise.all([system, service].map((one) => one.until(/does not answer yet/)));
    system.process.kill("SIGINT");
    service.process.kill("SIGTERM");
    for (const one of [system, service]) {
      expect(await one.ended).toBe(0);
      expect(one.output()).not.toMatch(/\n\s+at |Error|hush/);
    }
  });
});

describe("a service alone whose start fails", () => {
  it.each([
    ["a port that is taken", (port: number) => ({ USER_PORT: String(port) }), /^Port \d+ is taken/],
    [
      "a URI that is none",
      () => ({ MONGODB_URI: "mongodb://n:hu@sh/hush@host" }),
      /- MONGODB_URI holds a character/,
    ],
    ["an address that is not here", () => ({ HOST: "192.0.2.1" }), /^There is no address 192\.0\.2\.1/],
  ])(
    "says so in one message, without a stack or a secret, and ends with 1: %s",
    async (_what, change, words) => {
      const folder = temporaryFolder();
      const database = await startEmbeddedMongo({ listen: { port: 0 } });
      const output = await withSilentServer(async (port) => {
        const service = spawnService("user", {
          MONGODB_URI: database.uri,
          DATA_DIR: join(folder, "data"),
          LOG_FORMAT: "off",
          LOG_DIR: folder,
          USER_PORT: "0",
          ...change(port),
        });
        expect(await service.ended).toBe(1);
        return service.output();
      });
      await database.stop();
      const message = output.replace(/^These settings need attention:\n\s*/, "").trim();
      expect(message).toMatch(words);
      expect(message).not.toMatch(/\n|hush/);
    },
  );
});
