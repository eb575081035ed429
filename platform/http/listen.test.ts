import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { linkTo } from "./link.js";
import { startListening } from "./listen.js";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(host: string, port = 0, server: Server = createHttpServer(answerAddress)) {
  const listening = await startListening(server, { host, port });
  closers.push(listening.close);
  return listening;
}

function answerAddress({ socket }: IncomingMessage, response: ServerResponse) {
  response.end(socket.remoteAddress);
}

const ask = async (url: string) => (await fetch(url, { headers: { connection: "close" } })).text();

/** This machine's second loopback address; a container may have none. */
const hasIPv6 = await new Promise<boolean>((resolve) => {
  const probe = createServer().once("error", () => resolve(false));
  probe.listen(0, "::1", () => probe.close(() => resolve(true)));
});

describe("a server on localhost", () => {
  it("answers at 127.0.0.1, by which other services call it, and by its name", async () => {
    const { host, port } = await listen("localhost");
    expect(host).toBe("127.0.0.1");
    expect(await ask(`http://127.0.0.1:${port}`)).toBe("127.0.0.1");
    expect(await ask(`http://localhost:${port}`)).toMatch(/^(?:127\.0\.0\.1|::1)$/);
  });

  (hasIPv6 ? it : it.skip)("answers at ::1 too, and stops there when it stops", async () => {
    const { port, close } = await listen("localhost");
    expect(await ask(`http://[::1]:${port}`)).toBe("::1");
    await close();
    closers.length = 0;
    await expect(ask(`http://[::1]:${port}`)).rejects.toThrow();
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });

  (hasIPv6 ? it : it.skip)("takes no port that another program has at one of both", async () => {
    const { port } = await listen("::1");
    await expect(listen("localhost", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
    // It does not keep the other address.
    await listen("127.0.0.1", port);
  });
});

describe("a server on an address", () => {
  it("answers there alone", async () => {
    const { host, port } = await listen("127.0.0.1");
    expect(host).toBe("127.0.0.1");
    await expect(ask(`http://[::1]:${port}`)).rejects.toThrow();
  });
});

describe("the link to a server", () => {
  it.each([
    ["http://127.0.0.1:4000", "http://localhost:4000"],
    ["https://0.0.0.0:4000", "https://localhost:4000"],
    ["http://[::1]:4000/a", "http://localhost:4000/a"],
    ["http://[::]:4000", "http://localhost:4000"],
    ["http://127.0.0.1", "http://localhost"],
  ])("of %s is %s", (url, link) => expect(linkTo(url)).toBe(link));

  it.each([
    "http://192.168.1.5:4000",
    "http://127.0.0.2:4000",
    "http://127.0.0.1.example:4000",
    "http://[::1234]:4000",
  ])("of %s is that", (url) => expect(linkTo(url)).toBe(url));
});
