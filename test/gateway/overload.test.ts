/**
 * More requests than the gateway can serve: it serves what it can, refuses the rest at once, and recovers afterwards.
 */
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client, request } from "undici";
import { createLoadShedding } from "../../platform/http/load-shedding.js";
import { projectRoot } from "../../platform/project-root.js";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startGatewayProcess, startTestGateway } from "../support/gateway.js";
import { httpText, openRaw } from "../support/raw-connection.js";
import { eventually, type ServiceProcess } from "../support/service-process.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

const { clients, overloadMilliseconds, calmMilliseconds } =
  process.env["TEST_TIER"] === "full"
    ? { clients: 500, overloadMilliseconds: 10_000, calmMilliseconds: 1_500 }
    : { clients: 150, overloadMilliseconds: 700, calmMilliseconds: 300 };
const longestMilliseconds = 60_000;
const calmClients = 32;
const heapMegabytes = 128;

let user: FaultySubgraph;
let task: FaultySubgraph;
let overloaded: ServiceProcess | undefined;
beforeAll(async () => {
  ({ user, task } = await startTwoSubgraphs());
});
afterAll(async () => {
  await Promise.all([overloaded?.stop("SIGKILL"), user.stop(), task.stop()]);
});

/** The outcomes of the requests of one phase. */
interface Tally {
  served: number;
  turnedAway: number;
  wrong: string[];
}

const query = "query ($id: ID!) { user(id: $id) { name tasks { id title } } }";
/** Enough of them that the gateway has the most work, and not this process. */
const tasks = Array.from({ length: 400 }, (_one, index) => ({ id: String(index), title: `Task ${index}` }));
const taskText = JSON.stringify(tasks);
const taskAnswer = `{"data":{"_entities":[{"tasks":${taskText}}]}}`;

/** How long and how fast clients continue; may change meanwhile. */
interface Pace {
  isOver(tally: Tally): boolean;
  /** At least so many milliseconds lie between two requests of one client. */
  interval: number;
}

const forMilliseconds = (milliseconds: number): Pace => {
  const endAt = performance.now() + milliseconds;
  return { isOver: () => performance.now() > endAt, interval: 0 };
};

/**
 * Sends requests from `count` clients, each of which waits for its response before the next. Each selects something
 * else, so that a mixed-up response shows.
 */
async function load(url: string, count: number, pace: Pace): Promise<Tally> {
  const tally: Tally = { served: 0, turnedAway: 0, wrong: [] };
  await Promise.all(
    Array.from({ length: count }, async (_one, client) => {
      const connection = new Client(url);
      await pause(Math.random() * Math.min(pace.interval, 500));
      for (let index = 0; !pace.isOver(tally); index++) {
        const sentAt = performance.now();
        await send(connection, `${client}-${index}`, tally);
        const rest = pace.interval - (performance.now() - sentAt);
        if (rest > 0) await pause(rest);
      }
      await connection.close();
    }),
  );
  return tally;
}

async function send(connection: Client, id: string, tally: Tally): Promise<void> {
  const { statusCode, headers, body } = await connection.request({
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { id } }),
  });
  const text = await body.text();
  const expected = `{"data":{"user":{"name":"Name of ${id}","tasks":${taskText}}}}`;
  if (statusCode === 200 && text === expected) tally.served += 1;
  else if (
    statusCode === 503 &&
    Number(headers["retry-after"]) > 0 &&
    text.includes('"SERVICE_UNAVAILABLE"')
  ) {
    tally.turnedAway += 1;
  } else {
    tally.wrong.push(`${statusCode} ${text.slice(0, 300)}`);
  }
}

/** Bytes on the heap of the gateway once its garbage is collected. */
async function heapUsed(gateway: ServiceProcess): Promise<number> {
  const reports = () => [...gateway.output().matchAll(/heap used: (\d+)/g)];
  const before = reports().length;
  void gateway.stop("SIGUSR2");
  await eventually(async () => reports().length > before);
  return Number(reports().at(-1)?.[1]);
}

describe(`${clients} clients at twice the capacity`, () => {
  it("get correct responses or 503, and leave the gateway unchanged", async () => {
    user.behave((response, _answer, { variables: { id } }) => {
      const name = `Name of ${id}`;
      const data = { user: { __typename: "User", id, name } };
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
    });
    task.behave((response) => void response.setHeader("content-type", "application/json").end(taskAnswer));
    const gateway = await startGatewayProcess([user, task], {
      LOG_FORMAT: "json",
      RATE_LIMIT_ADDRESS: "0",
      // A quarter of the default, because the clients share this machine's processors.
      MAX_REQUESTS_IN_FLIGHT: "64",
      // The heap may not grow without limit while requests accumulate.
      NODE_OPTIONS: `--max-old-space-size=${heapMegabytes} --import=${join(projectRoot, "test/support/heap-report.mjs")}`,
    });
    overloaded = gateway;
    await load(gateway.url, calmClients, forMilliseconds(calmMilliseconds));
    const calm = await load(gateway.url, calmClients, forMilliseconds(calmMilliseconds));
    expect(calm.wrong).toEqual([]);
    const heapBefore = await heapUsed(gateway);

    const capacity = (calm.served / calmMilliseconds) * 1_000;
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    const pace: Pace = {
      interval: (clients / (2 * capacity)) * 1_000,
      isOver(tally) {
        // If the machine was busy when the capacity was measured, twice that is not yet too much.
        if (tally.turnedAway === 0)
          pace.interval = (clients / (2 * capacity)) * 1_000 * 2 ** -(elapsed() / 250);
        return elapsed() > (tally.turnedAway > 0 ? overloadMilliseconds : longestMilliseconds);
      },
    };
    let over = false;
    const crowded = load(gateway.url, clients, pace).finally(() => {
      over = true;
    });
    while (!over) {
      await pause(250);
      // An orchestrator must not take the gateway for dead meanwhile.
      const { statusCode, body } = await request(`${gateway.url}/health/live`);
      await body.dump();
      expect(statusCode).toBe(200);
    }
    const { served, turnedAway, wrong } = await crowded;
    process.stderr.write(
      `Overload: ${Math.round(capacity)} a second served at ease; of ${served + turnedAway} in ` +
        `${(elapsed() / 1_000).toFixed(1)} s ${served} served and ${turnedAway} turned away.\n`,
    );
    expect(wrong).toEqual([]);
    expect(turnedAway).toBeGreaterThan(0);
    expect(served).toBeGreaterThan(capacity / 2);

    const after = await load(gateway.url, 4, forMilliseconds(500));
    expect(after).toMatchObject({ turnedAway: 0, wrong: [] });
    expect(after.served).toBeGreaterThan(0);
    expect(await heapUsed(gateway)).toBeLessThan(heapBefore + 16 * 2 ** 20);
  }, 120_000);
});

describe("one request too many", () => {
  it("is turned away at once, with health and preflights still served, and a trickling body takes no place", async () => {
    const gateway = await startTestGateway([user, task], { MAX_REQUESTS_IN_FLIGHT: "1" });
    task.behave(() => {});
    user.behave();
    const controller = new AbortController();
    const post = (text: string, signal?: AbortSignal) =>
      fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: "http://localhost:3000" },
        body: JSON.stringify({ query: text }),
        ...(signal && { signal }),
      });
    const trickle = request(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      signal: controller.signal,
      body: Readable.from(
        (async function* () {
          yield "{";
          await new Promise(() => {});
        })(),
      ),
    }).catch(() => {});
    const hangs = post("{ count }", controller.signal).catch(() => {});
    await eventually(async () => task.fetches.length === 1);

    const refused = await post("{ hello }");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(refused.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds: 1 } }],
    });
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    const preflight = {
      method: "OPTIONS",
      headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
    };
    expect((await fetch(`${gateway.url}/graphql`, preflight)).status).toBe(204);

    controller.abort();
    await Promise.all([hangs, trickle]);
    await eventually(async () => (await post("{ hello }")).status === 200);
    await gateway.stop();
  });
});

describe("a request that is refused by its head", () => {
  it.each([
    ["DELETE", {}, 405],
    ["PUT", {}, 405],
    ["POST", { "content-type": "text/plain" }, 415],
    ["POST", { "content-type": "application/json", accept: "text/html" }, 406],
  ])("takes no place for longer than it is there: %s with %o", async (method, headers, status) => {
    const gateway = await startTestGateway([user, task], { MAX_REQUESTS_IN_FLIGHT: "2" });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index++) {
      const answer = await fetch(`${gateway.url}/graphql`, { method, headers });
      await answer.text();
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([status, status, status, status]);
    expect(await gateway.client.codes("{ hello }")).toEqual([]);
    await gateway.stop();
  });
});

describe("the places of work", () => {
  it("are free again when the work is done, though no client has read its response", async () => {
    const name = "x".repeat(200_000);
    user.behave((response) => {
      const data = { me: { __typename: "User", id: "1", name } };
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
    });
    const gateway = await startTestGateway([user, task], {
      MAX_REQUESTS_IN_FLIGHT: "2",
      SUBGRAPH_ANSWER_BYTES: "16777216",
    });
    const fields = Array.from({ length: 15 }, (_one, index) => `a${index}: name`).join(" ");
    const body = JSON.stringify({ query: `{ me { ${fields} } }` });
    const clients = await Promise.all(
      Array.from({ length: 4 }, () => openRaw(gateway.url, { reads: false })),
    );
    for (const { socket } of clients) {
      // Three megabytes each, of which the first may still fit between the two.
      socket.write(httpText("/graphql", body).repeat(8));
    }
    await eventually(async () => user.fetches.length >= 8);
    user.behave();
    for (let index = 0; index < 5; index++)
      await eventually(async () => (await gateway.client.send("{ hello }")).status === 200);
    for (const { socket } of clients) socket.destroy();
    await gateway.stop();
  });

  it("are counted when a body is there, and not only when its request began", async () => {
    const gateway = await startTestGateway([user, task], { MAX_REQUESTS_IN_FLIGHT: "2" });
    task.behave(() => {});
    const body = JSON.stringify({ query: "{ count }" });
    const clients = await Promise.all(Array.from({ length: 6 }, () => openRaw(gateway.url)));
    const whole = httpText("/graphql", body);
    for (const { socket } of clients) socket.write(whole.slice(0, -1));
    expect((await gateway.client.send("{ __typename }")).status).toBe(200);
    for (const { socket } of clients) socket.write(whole.slice(-1));
    const refused = () => clients.filter(({ received }) => /^HTTP\/1\.1 503/.test(received())).length;
    await eventually(async () => refused() === 4);
    for (const { socket } of clients) socket.destroy();
    await gateway.stop();
  });

  it("are not all for one address", async () => {
    const load = createLoadShedding({ maximumInFlight: 8, maximumDelayMilliseconds: 60_000 });
    const leave = Array.from({ length: 6 }, () => load.enter("192.0.2.1"));
    expect(() => load.enter("192.0.2.1")).toThrow("overloaded");
    leave.push(load.enter("192.0.2.2"), load.enter("2001:db8::1"));
    expect(() => load.enter("192.0.2.3")).toThrow("overloaded");
    for (const one of leave) one();
    for (let index = 0; index < 6; index++) load.enter("192.0.2.1");
    load.stop();
  });
});

describe("an event loop that runs late", () => {
  it("takes no more requests until it is in time again, and one pause is not lateness yet", async () => {
    const gateway = await startTestGateway([user, task], { MAX_EVENT_LOOP_DELAY_MS: "250" });
    user.behave();
    const status = async () => (await gateway.client.send("{ hello }")).status;
    const block = (milliseconds: number) => {
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
    };
    block(400);
    expect(await status()).toBe(200);
    // From now on every round of the event loop is late, the gateway's as well as this test's.
    const turns = setInterval(block, 0, 300);
    await eventually(async () => (await status()) === 503);
    clearInterval(turns);
    await eventually(async () => (await status()) === 200);
    await gateway.stop();
  });
});
