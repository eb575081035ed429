/** What a server grants a connection: its turn, its bytes, its time; and which one gives way when there are too many. */
import { setTimeout as pause } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, it } from "@jest/globals";
import { readJsonBody } from "../../platform/http/body.js";
import { type ConnectionLimits, defaultConnectionLimits } from "../../platform/http/connection-limits.js";
import { createReadyHandler } from "../../platform/http/health.js";
import type { ListenConfig } from "../../platform/http/listener.js";
import { sendJson } from "../../platform/http/send-json.js";
import { type HttpServer, type RequestHandler, startHttpServer } from "../../platform/http/server.js";
import { testCertificate } from "../support/certificate.js";
import { recordingLog } from "../support/environment.js";
import { httpText, openRaw, type RawConnection } from "../support/raw-connection.js";
import { eventually } from "../support/service-process.js";

/** More than the operating system's buffers of both sides take. */
const hugeAnswer = Buffer.alloc(32 * 1024 * 1024, "x");
const opened: RawConnection[] = [];
let server: HttpServer | undefined;
afterEach(async () => {
  for (const { socket } of opened.splice(0)) socket.destroy();
  await server?.stop();
  server = undefined;
});

/** Handlers, and what became of their requests. */
function createRoutes() {
  const begun: string[] = [];
  const cutOff: number[] = [];
  const waiting: (() => void)[] = [];
  const routes: Record<string, RequestHandler> = {
    "/quick": (_request, response) => sendJson(response, 200, { ok: true }),
    "/huge": ({ socket }, response) => {
      begun.push("huge");
      const { remotePort } = socket;
      // Node says that an answer is finished also when its connection was destroyed.
      response.once("close", () => socket.destroyed && cutOff.push(remotePort!));
      response.writeHead(200, { "content-length": hugeAnswer.length }).end(hugeAnswer);
    },
    "/held": async (request, response) => {
      begun.push(request.url!);
      await new Promise<void>((resolve) => waiting.push(resolve));
      sendJson(response, 200, { held: request.url });
    },
    "/body": async (request, response) => {
      begun.push("body");
      const body = await readJsonBody(request, 1_000_000).catch(() => null);
      sendJson(response, 200, body);
    },
  };
  return {
    routes,
    begun,
    /** The connections of huge answers that were closed before their clients had them, by the clients' ports. */
    cutOff,
    finishOne: () => waiting.shift()?.(),
  };
}

async function start(limits: Partial<ConnectionLimits>, options: Partial<ListenConfig> = {}) {
  const { log, lines } = recordingLog();
  const made = createRoutes();
  server = await startHttpServer(
    {
      host: "127.0.0.1",
      port: 0,
      portSetting: "PORT",
      connections: { ...defaultConnectionLimits, ...limits },
      ...options,
    },
    { find: (path) => made.routes[path] },
    log,
  );
  return {
    ...made,
    url: server.url,
    messages: () => lines.map(({ msg }) => String(msg)),
    open: async (settings?: Parameters<typeof openRaw>[1]) => {
      const connection = await openRaw(server!.url, settings);
      opened.push(connection);
      return connection;
    },
    status: async (path = "/quick") => (await fetch(`${server!.url}${path}`)).status,
  };
}

describe("requests that a client sends ahead on one connection", () => {
  it("are started one after another, and served in order", async () => {
    const { open, begun, finishOne } = await start({});
    const { socket, until } = await open();
    socket.write(httpText("/held?1") + httpText("/held?2") + httpText("/held?3"));
    for (const count of [1, 2, 3]) {
      await eventually(async () => begun.length === count);
      finishOne();
      await until(new RegExp(`"/held\\?${count}"`));
    }
    expect(begun).toEqual(["/held?1", "/held?2", "/held?3"]);
  });

  it("are served up to a limit, and then the connection is closed", async () => {
    const { open, begun, finishOne, status } = await start({ pipelined: 2 });
    const { socket, received, closed } = await open();
    socket.write(Array.from({ length: 500 }, (_, index) => httpText(`/held?${index}`)).join(""));
    for (let index = 0; index < 3; index++) {
      await eventually(async () => begun.length === index + 1);
      finishOne();
    }
    await closed;
    expect(begun).toEqual(["/held?0", "/held?1", "/held?2"]);
    expect(received().match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    expect(await status()).toBe(200);
  });

  it("are not begun once their client has gone", async () => {
    const { open, begun, finishOne, status } = await start({});
    const { socket } = await open();
    socket.write(httpText("/held?1") + httpText("/held?2"));
    await eventually(async () => begun.length === 1);
    socket.resetAndDestroy();
    finishOne();
    expect(await status()).toBe(200);
    expect(begun).toEqual(["/held?1"]);
  });
});

/** Such a client does not see that its connection is closed, so the server is asked. */
describe("a client that does not read its response", () => {
  it("loses its connection when it takes nothing for a while", async () => {
    const { open, cutOff, status } = await start({ stallMilliseconds: 300 });
    const { socket } = await open({ reads: false });
    socket.write(httpText("/huge"));
    expect(await status()).toBe(200);
    await eventually(async () => cutOff.length === 1);
    expect(await status()).toBe(200);
  });

  it("loses its connection when it takes it slowly", async () => {
    const { open, cutOff } = await start({ sendMilliseconds: 1_000 });
    const { socket } = await open({ reads: false });
    socket.write(httpText("/huge"));
    const sip = setInterval(() => socket.read(65_536), 50);
    await eventually(async () => cutOff.length === 1);
    clearInterval(sip);
    expect(socket.bytesRead).toBeLessThan(hugeAnswer.length);
  });

  it("loses its connection when it goes on sending", async () => {
    const { open, cutOff } = await start({ sendMilliseconds: 1_000 });
    const { socket } = await open({ reads: false });
    socket.write(httpText("/huge"));
    const more = setInterval(() => socket.write(httpText("/quick")), 50);
    await eventually(async () => cutOff.length === 1);
    clearInterval(more);
  });

  it("loses its connection when it has closed its own side", async () => {
    const { open, cutOff } = await start({ stallMilliseconds: 300 });
    const { socket } = await open({ reads: false });
    socket.end(httpText("/huge"));
    await eventually(async () => cutOff.length === 1);
  });

  it("has one response in memory at a time", async () => {
    const { open, begun, cutOff } = await start({ stallMilliseconds: 500 });
    const { socket } = await open({ reads: false });
    socket.write(httpText("/huge").repeat(10));
    await eventually(async () => cutOff.length === 1);
    expect(begun).toEqual(["huge"]);
  });

  it("keeps its connection when it reads the response late but in time, and the next request has its own time", async () => {
    const { open, begun, finishOne } = await start({ stallMilliseconds: 1_000 });
    const { socket } = await open({ reads: false });
    socket.write(httpText("/huge") + httpText("/held"));
    await eventually(async () => begun.length === 1);
    let received = "";
    socket.on("data", (chunk) => {
      received = (received + chunk).slice(-1_000);
    });
    await eventually(async () => begun.length === 2);
    // The limit on sending an answer does not hold for the work on the next one.
    await pause(1_500);
    finishOne();
    await eventually(async () => received.includes('{"held":"/held"}'));
  });
});

describe("bytes that are held for clients", () => {
  it("are limited over all unread responses: the oldest of the greediest address are closed", async () => {
    const { open, begun, cutOff, messages, status } = await start({ bufferedBytes: 3.5 * hugeAnswer.length });
    const greedy: RawConnection[] = [];
    for (let index = 0; index < 5; index++) {
      const connection = await open({ reads: false });
      connection.socket.write(httpText("/huge"));
      await eventually(async () => begun.length === index + 1);
      greedy.push(connection);
    }
    await eventually(async () => cutOff.length === 2);
    expect(cutOff).toEqual(greedy.slice(0, 2).map(({ socket }) => socket.localPort));
    expect(messages().filter((text) => text.includes("MAX_BUFFERED_BYTES"))).toHaveLength(1);
    expect(await status()).toBe(200);
  });

  it("are bounded over bodies that do not end", async () => {
    const { open, begun } = await start({ bufferedBytes: 200_000 });
    const slow: RawConnection[] = [];
    for (let index = 0; index < 4; index++) {
      const connection = await open();
      const head = httpText("/body", "x".repeat(500_000)).slice(0, -500_000);
      connection.socket.write(`${head}${"x".repeat(90_000)}`);
      slow.push(connection);
      await eventually(async () => begun.length === index + 1);
    }
    await Promise.race(slow.map(({ closed }) => closed));
    expect(slow.at(-1)!.socket.destroyed).toBe(false);
  });
});

describe("connections", () => {
  it("of one address are bounded; the one idle longest gives way to a new one", async () => {
    const { open, messages, status } = await start({ perAddress: 3 });
    const idle = [await open(), await open(), await open()];
    const next = await open();
    await idle[0]!.closed;
    next.socket.write(httpText("/quick"));
    await next.until(/200 OK/);
    expect(idle.slice(1).map(({ socket }) => socket.destroyed)).toEqual([false, false]);
    expect(messages().filter((text) => text.includes("MAX_CONNECTIONS_PER_ADDRESS"))).toHaveLength(1);
    expect(await status()).toBe(200);
  });

  it("at work never give way: a new one is closed", async () => {
    const { open, begun, finishOne } = await start({ perAddress: 2 });
    const busy = [await open(), await open()];
    for (const { socket } of busy) socket.write(httpText("/held"));
    await eventually(async () => begun.length === 2);
    await (await open()).closed;
    finishOne();
    finishOne();
    for (const { until } of busy) await until(/200 OK/);
  });

  it("whose clients read no response are closed before idle ones", async () => {
    const { open, begun, cutOff, status } = await start({ perAddress: 2 });
    const idle = await open();
    const stalled = await open({ reads: false });
    stalled.socket.write(httpText("/huge"));
    await eventually(async () => begun.length === 1);
    // It counts as stalled after a second.
    await pause(1_200);
    expect(await status()).toBe(200);
    await eventually(async () => cutOff.length === 1);
    expect(idle.socket.destroyed).toBe(false);
  });

  it("of a trusted proxy may be more", async () => {
    const { open } = await start({ perAddress: 1 }, { isProxy: (address) => address === "127.0.0.1" });
    const all = [await open(), await open(), await open()];
    for (const { socket, until } of all) {
      socket.write(httpText("/quick"));
      await until(/200 OK/);
    }
  });

  it("of all addresses are bounded: the address with the most gives way", async () => {
    const { open, messages } = await start({ total: 4 });
    const crowd = [
      await open({ localAddress: "127.0.0.2" }),
      await open({ localAddress: "127.0.0.2" }),
      await open({ localAddress: "127.0.0.2" }),
    ];
    const other = await open({ localAddress: "127.0.0.3" });
    const late = await open({ localAddress: "127.0.0.4" });
    await crowd[0]!.closed;
    for (const { socket, until } of [other, late]) {
      socket.write(httpText("/quick"));
      await until(/200 OK/);
    }
    expect(messages().some((text) => text.includes("MAX_CONNECTIONS)"))).toBe(true);
  });

  it("that ask for nothing more are closed after the idle limit", async () => {
    const { open } = await start({ idleMilliseconds: 1_000 });
    const { socket, until, closed } = await open();
    socket.write(httpText("/quick"));
    await until(/keep-alive: timeout=1/i);
    await closed;
  });

  it("on which nothing was ever sent are closed without a word, by TLS too", async () => {
    const plain = await start({}, { receiveMilliseconds: 300 });
    const { received, closed } = await plain.open();
    await closed;
    expect(received()).toBe("");
    await server!.stop();
    const secure = await start({}, { receiveMilliseconds: 300, tls: testCertificate });
    const socket = connectTls({ port: Number(new URL(secure.url).port), rejectUnauthorized: false });
    let text = "";
    socket.on("data", (chunk) => (text += chunk)).on("error", () => {});
    await new Promise((resolve) => socket.once("close", resolve));
    expect(text).toBe("");
  });

  it("whose TLS handshake does not end are closed, and are counted before it does", async () => {
    const secure = await start({ perAddress: 2 }, { receiveMilliseconds: 1_000, tls: testCertificate });
    const { port } = new URL(secure.url);
    const silent = [await secure.open(), await secure.open(), await secure.open()];
    await silent[0]!.closed;
    await Promise.all(silent.map(({ closed }) => closed));
    const socket = connectTls({ port: Number(port), rejectUnauthorized: false });
    socket.write(httpText("/quick"));
    const text = await new Promise<string>((resolve) =>
      socket.once("data", (chunk) => resolve(String(chunk))),
    );
    expect(text).toMatch(/200 OK/);
    socket.destroy();
  });

  it("by TLS are closed for an unread response, too", async () => {
    const secure = await start({ stallMilliseconds: 300 }, { tls: testCertificate });
    const socket = connectTls({ port: Number(new URL(secure.url).port), rejectUnauthorized: false });
    socket.on("error", () => {});
    await new Promise<void>((resolve) => socket.once("secureConnect", resolve));
    socket.pause();
    socket.write(httpText("/huge"));
    await eventually(async () => secure.cutOff.length === 1);
    socket.destroy();
  });

  it("on which half a request, or none, comes get a status that says so", async () => {
    const { open } = await start({}, { receiveMilliseconds: 300 });
    const late = await open();
    late.socket.write("GET /quick HTTP/1.1\r\nhost: x\r\n");
    await late.until(/^HTTP\/1\.1 408 /);
    const noise = await open();
    noise.socket.write("noise\r\n\r\n");
    await noise.until(/^HTTP\/1\.1 400 /);
  });

  it("are closed without a status that could be taken for the response to an earlier request", async () => {
    const { open, begun } = await start({});
    const { socket, received, closed } = await open();
    socket.write(httpText("/held"));
    await eventually(async () => begun.length === 1);
    socket.write("noise\r\n\r\n");
    await closed;
    expect(received()).toBe("");
  });
});

describe("the question whether a service is ready", () => {
  it("runs its checks once for all who ask at once or soon after, and tells of a failure soon", async () => {
    let checks = 0;
    let well = true;
    const ready = createReadyHandler(() => ({
      database: async () => {
        checks += 1;
        if (!well) throw new Error("away");
      },
    }));
    const { routes, status } = await start({});
    routes["/health/ready"] = ready;
    const startedAt = performance.now();
    const statuses = await Promise.all(Array.from({ length: 50 }, () => status("/health/ready")));
    expect(new Set(statuses)).toEqual(new Set([200]));
    // Once, and on a busy machine at most once a second.
    expect(checks).toBeLessThanOrEqual(1 + Math.floor((performance.now() - startedAt) / 1000));
    well = false;
    const before = checks;
    await eventually(async () => (await status("/health/ready")) === 503);
    // One more may have begun before.
    expect(checks - before).toBeLessThanOrEqual(2);
    well = true;
    await eventually(async () => (await status("/health/ready")) === 200);
  });
});
