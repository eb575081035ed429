/**
 * Hundreds of clients that send requests and read no responses: others are served meanwhile, and memory stays bounded.
 */
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client } from "undici";
import { readProcessMemory } from "../../bench/process-memory.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startGatewayProcess } from "../support/gateway.js";
import { httpText, openRaw, type RawConnection } from "../support/raw-connection.js";
import { eventually, type ServiceProcess } from "../support/service-process.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

const attackMilliseconds = 12_000;
const stallMilliseconds = 2_000;
const sendMilliseconds = 6_000;
const mebibyte = 2 ** 20;
/** The limit on unread responses, by the gateway's setting; the rest of the growth is garbage and buffers. */
const bufferedBytes = 64 * mebibyte;
const largestGrowth = bufferedBytes + 160 * mebibyte;

let user: FaultySubgraph;
let task: FaultySubgraph;
let gateway: (ServiceProcess & { url: string }) | undefined;
beforeAll(async () => {
  ({ user, task } = await startTwoSubgraphs());
});
afterAll(async () => {
  await Promise.all([gateway?.stop("SIGKILL"), user.stop(), task.stop()]);
});

/** Responses of three megabytes, to a request of a few hundred bytes. */
const bigAnswer = JSON.stringify({
  query: `{ me { ${Array.from({ length: 15 }, (_one, index) => `a${index}: name`).join(" ")} } }`,
});
const longName = "x".repeat(200_000);

interface Attack {
  connections: number;
  addresses: number;
  request: string;
  times: number;
  /** Bytes that the client reads in each second. */
  sipBytes?: number;
  closesHalf?: boolean;
}

const attacks: [string, Attack][] = [
  ["268 clients of one address, five requests each", base({})],
  ["300 clients of thirty addresses", base({ connections: 300, addresses: 30 })],
  ["600 clients of one address", base({ connections: 600, times: 3 })],
  ["one client with thousands of requests", base({ connections: 1, times: 5_000 })],
  ["clients that take a byte now and then", base({ connections: 200, sipBytes: 1 })],
  ["clients that close their own side", base({ connections: 200, closesHalf: true })],
  ["clients that ask for health", base({ connections: 268, request: httpText("/health/ready"), times: 500 })],
  ["clients that send half a body", base({ connections: 500, request: half(bigAnswer), times: 1 })],
];

function base(attack: Partial<Attack>): Attack {
  return { connections: 268, addresses: 1, request: httpText("/graphql", bigAnswer), times: 5, ...attack };
}

function half(body: string): string {
  const whole = httpText("/graphql", `${body}${" ".repeat(200_000)}`);
  return whole.slice(0, -100);
}

describe("an attack by clients that do not read", () => {
  it.each(attacks)(
    "%s: a second client is served, and memory stays bounded",
    async (_what, attack) => {
      user.behave((response, answer, { query }) => {
        if (!query.includes("name")) return answer();
        const data = { me: { __typename: "User", id: "1", name: longName } };
        response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
      });
      gateway = await startGatewayProcess([user, task], {
        LOG_FORMAT: "json",
        RATE_LIMIT_ADDRESS: "0",
        SUBGRAPH_ANSWER_BYTES: String(16 * mebibyte),
        SEND_STALL_TIMEOUT_MS: String(stallMilliseconds),
        SEND_TIMEOUT_MS: String(sendMilliseconds),
        RECEIVE_TIMEOUT_MS: "5000",
        // A response that fits the operating system's buffers counts as read, because a server cannot know more.
        IDLE_TIMEOUT_MS: "2000",
        MAX_BUFFERED_BYTES: String(bufferedBytes),
      });
      const { pid } = gateway;
      const ask = async () => {
        // A connection of its own each time, like a new client.
        const client = new Client(gateway!.url, { localAddress: "127.0.0.99" });
        const { statusCode, body } = await client.request({
          method: "POST",
          path: "/graphql",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: "{ hello }" }),
        });
        await body.dump();
        await client.close();
        return statusCode;
      };
      for (let index = 0; index < 20; index++) expect(await ask()).toBe(200);
      const before = readProcessMemory(pid);

      const clients = await attackWith(gateway.url, attack);
      const statuses: number[] = [];
      let peak = before;
      let slowest = 0;
      const endAt = performance.now() + attackMilliseconds;
      while (performance.now() < endAt) {
        const askedAt = performance.now();
        statuses.push(await ask());
        slowest = Math.max(slowest, performance.now() - askedAt);
        peak = Math.max(peak, readProcessMemory(pid));
        await pause(50);
      }
      process.stderr.write(
        `${_what}: ${statuses.length} requests of others, the slowest in ${Math.round(slowest)} ms, memory grew by ${Math.round((peak - before) / mebibyte)} MiB.\n`,
      );
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
      expect(peak - before).toBeLessThan(largestGrowth);
      await eventually(async () => openConnections(pid) < 20);
      for (const { socket } of clients) socket.destroy();
      expect(await gateway.stop()).toBe(0);
    },
    120_000,
  );
});

async function attackWith(url: string, attack: Attack): Promise<RawConnection[]> {
  const clients: RawConnection[] = [];
  for (let index = 0; index < attack.connections; index++) {
    const localAddress = `127.0.1.${1 + (index % attack.addresses)}`;
    const client = await openRaw(url, { reads: false, localAddress });
    const bytes = attack.request.repeat(attack.times);
    if (attack.closesHalf) client.socket.end(bytes);
    else client.socket.write(bytes);
    if (attack.sipBytes !== undefined) {
      const sip = setInterval(() => client.socket.read(attack.sipBytes), 200);
      client.socket.once("close", () => clearInterval(sip));
    }
    clients.push(client);
  }
  return clients;
}

/** Established TCP connections to the gateway that its process still holds. */
function openConnections(pid: number): number {
  const inodes = readFileSync(`/proc/${pid}/net/tcp`, "utf8");
  const port = Number(new URL(gateway!.url).port).toString(16).toUpperCase().padStart(4, "0");
  return inodes.split("\n").filter((line) => new RegExp(`^\\s*\\d+: [0-9A-F]{8}:${port} \\S+ 01 `).test(line))
    .length;
}
