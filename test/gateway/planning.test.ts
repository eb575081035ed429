/** Planning is limited, apart from the event loop, fair and charged: no operation stops the gateway. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { eventually } from "../support/service-process.js";
import { dearOperation, startSharedFields } from "../support/shared-fields.js";

/** Half a second of planning, and little to parse and validate. */
const tooDeep = 6;

let subgraphs: FaultySubgraph[];
beforeAll(async () => {
  subgraphs = await startSharedFields();
});
afterAll(() => Promise.all(subgraphs.map((one) => one.stop())));
beforeEach(() => {
  for (const one of subgraphs) one.behave();
});
const fetches = () => subgraphs.flatMap((one) => one.fetches);
const startGateway = (settings: Record<string, string>) => startTestGateway(subgraphs, settings);

describe("an operation that is too much work to plan", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ LIMITS: "off", PLANNING_TIMEOUT_MS: "150" });
  });
  afterAll(() => gateway.stop());

  it("is refused with a code and fetches nothing, while health checks and known operations are served", async () => {
    await gateway.client.data("{ hello }");
    let isRefused = false;
    const dear = gateway.client.send(dearOperation(tooDeep)).finally(() => (isRefused = true));
    let served = 0;
    while (!isRefused) {
      expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      expect(await gateway.client.data("{ hello }")).toEqual({ hello: "hello" });
      served += 1;
    }
    expect(served).toBeGreaterThan(1);
    const { status, data, errors } = await dear;
    expect({ status, data }).toEqual({ status: 422, data: undefined });
    expect(errors).toEqual([
      { message: expect.any(String), extensions: { code: "PLANNING_LIMIT_EXCEEDED" } },
    ]);
    expect(fetches().filter(({ query }) => !query.includes("hello"))).toEqual([]);
  });

  it("is refused at once when it comes again, by whatever name and layout", async () => {
    const text = dearOperation(tooDeep, "again");
    expect(await gateway.client.codes(text)).toEqual(["PLANNING_LIMIT_EXCEEDED"]);
    const before = process.cpuUsage();
    for (let count = 0; count < 60; count += 1) {
      const other = `query Name${count} ${text.replaceAll(" ", "\n")} # ${count}`;
      expect(await gateway.client.codes(other)).toEqual(["PLANNING_LIMIT_EXCEEDED"]);
    }
    // Planned again, each would have had its time.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(60 * 150);
  });

  it("takes no thread away for good: operations that were not seen before are planned after it", async () => {
    for (let count = 0; count < 3; count += 1) {
      expect(await gateway.client.codes(dearOperation(tooDeep, `one${count}`))).toEqual([
        "PLANNING_LIMIT_EXCEEDED",
      ]);
      expect(await gateway.client.data(`{ n${count}: hello }`)).toEqual({ [`n${count}`]: "hello" });
    }
  });
});

it("one address waits for its own operations only, and not without bound", async () => {
  const gateway = await startTestGateway(subgraphs, {
    LIMITS: "off",
    PLANNING_TIMEOUT_MS: "100",
    TRUSTED_PROXIES: "127.0.0.1",
  });
  try {
    const from = async (address: string, query: string, signal: AbortSignal | null = null) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify({ query }),
        signal,
      });
      return { status: response.status, body: (await response.json()) as object };
    };
    const attack = new AbortController();
    const statuses: number[] = [];
    const attacks = Array.from({ length: 40 }, async (_, index) => {
      const { status } = await from("192.0.2.66", dearOperation(tooDeep, `v${index}`), attack.signal);
      statuses.push(status);
    });
    for (let index = 0; index < 3; index += 1) {
      const { status, body } = await from("192.0.2.7", `{ mine${index}: hello }`);
      expect({ status, body }).toEqual({ status: 200, body: { data: { [`mine${index}`]: "hello" } } });
    }
    // One is planned and sixteen wait; the others are refused at once.
    await eventually(async () => statuses.includes(503));
    expect(statuses.length).toBeLessThan(attacks.length);
    attack.abort();
    await Promise.allSettled(attacks);
    // An operation of a disconnected client is not planned.
    await eventually(async () => (await from("192.0.2.66", "{ late: hello }")).status === 200);
  } finally {
    await gateway.stop();
  }
});

describe("planning is paid for", () => {
  let gateway: TestGateway;
  const dear = dearOperation(2);
  const left = async (query: string) => {
    const { headers } = await gateway.client.send(query);
    return Number(/r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1]);
  };
  beforeAll(async () => {
    gateway = await startGateway({ RATE_LIMIT_ADDRESS: "100000", PLANNING_TIMEOUT_MS: "60000" });
  });
  afterAll(() => gateway.stop());

  it("where many plans are compared, once: not for the same operation by another name", async () => {
    const before = await left("{ hello }");
    const after = await left(dear);
    expect(before - after).toBeGreaterThan(500);
    const again = await left(`query Other ${dear} # the same plan`);
    expect(after - again).toBeLessThan(100);
  });

  it("not for operations with one plan", async () => {
    expect((await left("{ hello }")) - (await left("{ other: hello }"))).toBe(1);
  });

  it("and who cannot pay gets RATE_LIMITED, and nothing is fetched", async () => {
    const poor = await startGateway({ RATE_LIMIT_ADDRESS: "500", PLANNING_TIMEOUT_MS: "60000" });
    try {
      const { status, headers, errors } = await poor.client.send(dearOperation(2, "poor"));
      expect(status).toBe(429);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        { code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) },
      ]);
      expect(fetches()).toEqual([]);
    } finally {
      await poor.stop();
    }
  });
});

it("requests that need the same plan at the same time get the same result", async () => {
  const gateway = await startGateway({});
  try {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => gateway.client.data(`query N${index} ${dearOperation(1)}`)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ x: { left: "left of 1", friend: { right: "right of 1f" } } });
  } finally {
    await gateway.stop();
  }
});
