/**
 * The costs that users and addresses may cause in a minute: counted by all gateways together, also while Redis is away.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient } from "@redis/client";
import { openRedis } from "../../gateway/limits/open-redis.js";
import { createRateLimiter, type Payer, RateLimitExceeded } from "../../gateway/limits/rate-limit.js";
import { createCloserStack } from "../../platform/closer-stack.js";
import { recordingLog, silentLog } from "../support/environment.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { describeWithRedis, type PrivateRedis, preparePrivateRedis } from "../support/redis.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem } from "../support/system.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

const payer: Payer = { userId: null, ipAddress: "192.0.2.1" };
const tasks = (first: number) => `{ tasks(first: ${first}) { title } }`;

let subgraphs: { user: FaultySubgraph; task: FaultySubgraph };
beforeAll(async () => {
  subgraphs = await startTwoSubgraphs();
});
afterAll(() => Promise.all([subgraphs.user.stop(), subgraphs.task.stop()]));
const startGateway = (settings: Record<string, string>) =>
  startTestGateway([subgraphs.user, subgraphs.task], settings);

describe("an address", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ RATE_LIMIT_ADDRESS: "100", PERSISTED_OPERATIONS: "off" });
  });
  afterAll(() => gateway.stop());

  it("is told what it has left, pays by cost, and waits once that is used up", async () => {
    const first = await gateway.client.send(tasks(40));
    expect(first.headers.get("ratelimit-policy")).toBe('"address";q=100;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"address";r=59;t=\d+$/);
    expect((await gateway.client.send("{ __typename }")).headers.get("ratelimit")).toContain("r=58;");
    // A refusal costs something as well.
    expect((await gateway.client.send("{")).headers.get("ratelimit")).toContain("r=48;");
    const search = new URLSearchParams({ query: 'mutation { createTask(title: "x") { id } }' });
    const headers = { "graphql-require-preflight": "1" };
    expect((await fetch(`${gateway.url}/graphql?${search}`, { headers })).status).toBe(405);
    expect((await gateway.client.send("{ __typename }")).headers.get("ratelimit")).toContain("r=37;");
    subgraphs.task.behave();
    const over = await gateway.client.send(tasks(48));
    expect(over.status).toBe(429);
    expect(over.errors).toEqual([
      {
        message: expect.any(String),
        extensions: { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) },
      },
    ]);
    const wait = Number(over.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(over.headers.get("ratelimit")).toContain("r=0;");
    expect(subgraphs.task.fetches).toEqual([]);
    // For every media type: it is a status of HTTP.
    const plain = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: '{"query":"{ __typename }"}',
    });
    expect(plain.status).toBe(429);
  });

  it("is not asked by health checks or the playground to pay", async () => {
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/playground`)).status).toBe(200);
  });
});

it("users at one address pay each for itself, and the address for all", async () => {
  const system = await startTestSystem({ RATE_LIMIT_USER: "60", RATE_LIMIT_ADDRESS: "1000" });
  try {
    const [ada, bob] = [await system.registerUser(), await system.registerUser()];
    const ask = (user: typeof ada) => user.send("{ tasks(first: 40) { nodes { id } } }");
    expect((await ask(ada)).headers.get("ratelimit")).toMatch(/^"user";r=18;t=\d+, "address";r=\d+;t=\d+$/);
    expect((await ask(ada)).status).toBe(429);
    expect((await ask(bob)).status).toBe(200);
    expect((await system.anonymous.send("{ __typename }")).headers.get("ratelimit")).toMatch(/^"address"/);
  } finally {
    await system.stop();
  }
});

it("with LIMITS=off, or both at 0, no caller is counted", async () => {
  for (const settings of [
    { LIMITS: "off", RATE_LIMIT_ADDRESS: "1" },
    { RATE_LIMIT_ADDRESS: "0", RATE_LIMIT_USER: "0" },
  ]) {
    const gateway = await startGateway(settings as Record<string, string>);
    const { status, headers } = await gateway.client.send(tasks(40));
    expect([status, headers.get("ratelimit")]).toEqual([200, null]);
    await gateway.stop();
  }
});

it("an IPv6 network pays as one, an IPv4 address as itself however it is written", async () => {
  const limits = { user: 0, address: 10, redis: null };
  const charge = createRateLimiter(limits, null, silentLog());
  const left = async (ipAddress: string) =>
    (await charge({ userId: null, ipAddress }, 1))["ratelimit"]!.split(";")[1];
  expect(await left("2001:db8::1")).toBe("r=9");
  expect(await left("2001:db8:0:0:ffff::2")).toBe("r=8");
  expect(await left("2001:db8:0:1::1")).toBe("r=9");
  expect(await left("192.0.2.7")).toBe("r=9");
  expect(await left("::ffff:192.0.2.7")).toBe("r=8");
});

it("lets through exactly as much as there is, however many come in the same moment", async () => {
  const charge = createRateLimiter({ user: 0, address: 50, redis: null }, null, silentLog());
  const results = await Promise.allSettled(Array.from({ length: 80 }, () => charge(payer, 1)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
});

describeWithRedis()("with Redis", () => {
  let redis: PrivateRedis;
  beforeAll(async () => {
    redis = await preparePrivateRedis();
    await redis.start();
  });
  afterAll(() => redis.remove());

  it("two gateways count together, and under different prefixes apart", async () => {
    const settings = { REDIS_URL: redis.url, RATE_LIMIT_ADDRESS: "100" };
    const [one, two, other] = await Promise.all([
      startGateway(settings),
      startGateway(settings),
      startGateway({ ...settings, REDIS_PREFIX: "another" }),
    ]);
    try {
      expect((await one.client.send(tasks(39))).headers.get("ratelimit")).toContain("r=60;");
      expect((await two.client.send(tasks(39))).headers.get("ratelimit")).toContain("r=20;");
      expect((await one.client.send(tasks(39))).status).toBe(429);
      expect((await two.client.send(tasks(1))).status).toBe(429);
      expect((await other.client.send(tasks(1))).headers.get("ratelimit")).toContain("r=98;");
    } finally {
      await Promise.all([one.stop(), two.stop(), other.stop()]);
    }
  });

  it("none fails while Redis hangs, is away or comes back: each counts for itself, and says so once", async () => {
    const stack = createCloserStack();
    const said: string[] = [];
    const log = Object.assign(silentLog(), {
      warn: (_: unknown, message: string) => void said.push(message),
      info: (message: string) => void said.push(message),
    });
    const limits = { user: 0, address: 100, redis: { url: redis.url, prefix: "faults" } };
    const client = await openRedis(redis.url, log, stack);
    const charge = createRateLimiter(limits, client, log);
    const left = async () => Number(/r=(\d+)/.exec((await charge(payer, 10))["ratelimit"]!)![1]);
    try {
      expect(await left()).toBe(90);
      redis.hold();
      expect(await left()).toBe(90);
      expect(await left()).toBe(80);
      redis.resume();
      await redis.kill();
      await eventually(async () => !client.isReady);
      expect(await left()).toBe(70);
      for (let spent = 30; spent < 100; spent += 10) await charge(payer, 10);
      // Counting alone still counts.
      await expect(charge(payer, 10)).rejects.toBeInstanceOf(RateLimitExceeded);
      const slow = "Redis fails: until it works again, each gateway counts for itself";
      expect(said).toEqual([slow, "Redis is away: until it is back, each gateway counts for itself"]);
      await redis.start();
      await eventually(async () => client.isReady);
      await eventually(async () => (await left().catch(() => -1)) >= 0 && said.length === 4);
      expect(said.slice(2)).toEqual(["Redis is back", "Redis counts again"]);
    } finally {
      await stack.stop();
    }
  });

  it.each([
    ["is out of memory", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"], /OOM/],
    ["is read-only", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"], /READONLY/],
    [
      "may not be written by us",
      ["ACL", "SETUSER", "default", "-eval", "-evalsha", "-incrby"],
      ["ACL", "SETUSER", "default", "+@all"],
      /NOPERM/,
    ],
  ])(
    "a gateway says once why, counts for itself, and says when it is over, where Redis %s",
    async (_what, spoil, mend, reason) => {
      const stack = createCloserStack();
      const { log, lines } = recordingLog();
      const limits = { user: 0, address: 1_000, redis: { url: redis.url, prefix: `spoilt ${_what}` } };
      const client = await openRedis(redis.url, log, stack);
      const administrator = createClient({ url: redis.url });
      await administrator.connect();
      const charge = createRateLimiter(limits, client, log);
      const said = () => lines.map(({ level, msg }) => `${String(level)} ${String(msg)}`);
      try {
        await charge(payer, 1);
        await administrator.sendCommand(spoil);
        for (let index = 0; index < 20; index++) await charge(payer, 1);
        expect(said()).toEqual(["40 Redis fails: until it works again, each gateway counts for itself"]);
        expect(JSON.stringify(lines[0])).toMatch(reason);
        await administrator.sendCommand(mend);
        await eventually(async () => {
          await charge(payer, 1);
          return said().length === 2;
        });
        expect(said()[1]).toBe("30 Redis counts again");
      } finally {
        administrator.destroy();
        await stack.stop();
      }
    },
  );

  it("no request waits for a Redis that hangs, but those that are under way when it begins to", async () => {
    const stack = createCloserStack();
    const limits = { user: 0, address: 1_000_000, redis: { url: redis.url, prefix: "hangs" } };
    const client = await openRedis(redis.url, silentLog(), stack);
    let asked = 0;
    const watched = new Proxy(client as object, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== "function") return value;
        if (String(name).startsWith("eval")) asked += 1;
        return value.bind(target);
      },
    }) as typeof client;
    const charge = createRateLimiter(limits, watched, silentLog());
    try {
      await charge(payer, 1);
      redis.hold();
      await charge(payer, 1);
      asked = 0;
      for (let index = 0; index < 1_000; index++) await charge(payer, 1);
      expect(asked).toBeLessThan(20);
    } finally {
      redis.resume();
      await stack.stop();
    }
  });

  it("a gateway starts without it", async () => {
    const gateway = await startGateway({ REDIS_URL: "redis://127.0.0.1:1", RATE_LIMIT_ADDRESS: "100" });
    expect((await gateway.client.send(tasks(39))).headers.get("ratelimit")).toContain("r=60;");
    await gateway.stop();
  });
});
