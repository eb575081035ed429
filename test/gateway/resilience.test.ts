/** How the gateway handles a fetch that fails, and a request whose client has disconnected. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createBreaker } from "../../gateway/subgraph/breaker.js";
import { FetchFailure } from "../../gateway/subgraph/failure.js";
import { createRetries } from "../../gateway/subgraph/retry.js";
import { createClient } from "../support/client.js";
import type { Behaviour, FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { eventually } from "../support/service-process.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

let user: FaultySubgraph;
let task: FaultySubgraph;
let gateway: TestGateway;
let narrow: TestGateway;
let wary: TestGateway;
beforeAll(async () => {
  ({ user, task } = await startTwoSubgraphs());
  const subgraphs = [user, task];
  gateway = await startTestGateway(subgraphs, {
    SUBGRAPH_BREAKER_FAILURES: "20",
  });
  narrow = await startTestGateway(subgraphs, {
    SUBGRAPH_CONNECTIONS: "2",
    SUBGRAPH_WAITING: "1",
    SUBGRAPH_HEAVY_CONNECTIONS: "1",
    SUBGRAPH_HEAVY_WAITING: "2",
    TRUSTED_PROXIES: "loopback",
  });
  wary = await startTestGateway(subgraphs, {
    SUBGRAPH_BREAKER_FAILURES: "3",
    SUBGRAPH_BREAKER_PAUSE_MS: "100",
    SUBGRAPH_TIMEOUTS_MS: "user=800",
    REQUEST_TIMEOUT_MS: "2000",
  });
});
afterAll(async () => {
  await Promise.all([gateway, narrow, wary].map(({ stop }) => stop()));
  await Promise.all([user.stop(), task.stop()]);
});
afterEach(() => {
  user.behave();
  task.behave();
});

const reset: Behaviour = (response) => void response.socket?.resetAndDestroy();
const hang: Behaviour = () => {};
/** Misbehaves at first, and then works. */
const atFirst = (times: number, behaviour: Behaviour): Behaviour => {
  let left = times;
  return (response, answer, fetch) => (left-- > 0 ? behaviour(response, answer, fetch) : answer());
};
/** Sends no response until it is released. */
function held(): { behaviour: Behaviour; release(): void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  return { behaviour: (_response, answer) => released.then(answer), release };
}
/** Sends an operation that its client can abort. */
function sendAndLeave(query: string, token?: string) {
  const controller = new AbortController();
  const left = fetch(`${gateway.url}/graphql`, {
    method: "POST",
    signal: controller.signal,
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  }).catch(() => {});
  return async () => {
    controller.abort();
    await left;
  };
}
const arrivals = (subgraph: FaultySubgraph, count: number) =>
  eventually(async () => subgraph.fetches.length >= count);

describe("a query", () => {
  it.each([
    ["a reset", reset],
    ["a 502", (response) => void response.writeHead(502).end()],
    ["a 503", (response) => void response.writeHead(503).end()],
    [
      "half an answer",
      (response) => {
        response.setHeader("content-type", "application/json").write('{"data"');
        setImmediate(() => response.destroy());
      },
    ],
  ] as [string, Behaviour][])(
    "is tried again after %s, and its client hears nothing of it",
    async (_what, fault) => {
      task.behave(atFirst(1, fault));
      expect(await gateway.client.data("{ count }")).toEqual({ count: 0 });
      expect(task.fetches).toHaveLength(2);
    },
  );

  it("is not tried again for ever, nor before the time that the subgraph names", async () => {
    task.behave(reset);
    expect(await gateway.client.codes("{ count }")).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(task.fetches).toHaveLength(3);
    task.behave((response) => void response.writeHead(503, { "retry-after": "1" }).end());
    expect(await gateway.client.codes("{ count }")).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(task.fetches).toHaveLength(1);
  });

  it("is not retried when it had a response, or took its whole time", async () => {
    task.behave((response) => void response.writeHead(500).end());
    await gateway.client.send("{ count }");
    expect(task.fetches).toHaveLength(1);
    user.behave(hang);
    await wary.client.send("{ hello }");
    expect(user.fetches).toHaveLength(1);
  });
});

describe("a mutation", () => {
  it.each([
    ["a reset", reset],
    ["a 503", (response) => void response.writeHead(503).end()],
  ] as [string, Behaviour][])("is sent once, also when it meets %s", async (_what, fault) => {
    task.behave(atFirst(1, fault));
    expect(await gateway.client.codes('mutation { createTask(title: "x") { id } }')).toEqual([
      "SERVICE_UNAVAILABLE",
    ]);
    expect(task.fetches).toHaveLength(1);
  });

  it("may read as often as it must", async () => {
    task.behave(atFirst(1, reset));
    const rename = 'mutation { rename(id: "u1", name: "New") { name taskCount } }';
    expect(await gateway.client.data(rename)).toEqual({ rename: { name: "New", taskCount: 3 } });
    expect(user.fetches).toHaveLength(1);
    expect(task.fetches).toHaveLength(2);
  });
});

describe("retries", () => {
  it("are one in ten at most, however much fails", async () => {
    const retries = createRetries(2, () => {});
    let attempts = 0;
    const fail = async () => {
      attempts += 1;
      throw new FetchFailure("refused", "503", { worthRetrying: true });
    };
    const { signal } = new AbortController();
    const all = Array.from({ length: 200 }, () => retries(fail, signal));
    expect((await Promise.allSettled(all)).every(({ status }) => status === "rejected")).toBe(true);
    // Ten in reserve, and one for each ten queries.
    expect(attempts).toBeGreaterThan(200);
    expect(attempts).toBeLessThanOrEqual(200 + 10 + 20);
  });
});

describe("identical queries of one identity", () => {
  it("share one fetch while it is in flight, and get a response each", async () => {
    const { behaviour, release } = held();
    task.behave(behaviour);
    // The first subgraph's fetches show that all have got so far.
    const queries = Array.from(
      { length: 8 },
      (_one, index) => `{ h${index}: hello tasks { title owner { name } } }`,
    );
    const answers = Promise.all(queries.map((query) => gateway.client.data<Record<string, unknown>>(query)));
    await arrivals(user, 8);
    release();
    for (const { tasks } of await answers) {
      expect(tasks).toEqual(
        [1, 2, 3].map((id) => ({ title: `Task ${id}`, owner: { name: `Name of u${id}` } })),
      );
    }
    expect(task.fetches).toHaveLength(1);
  });

  it("are each given the same errors, of whatever shape they came", async () => {
    const { behaviour, release } = held();
    task.behave((response) =>
      behaviour(
        response,
        async () => {
          const text =
            '{"data":{"count":null},"errors":[{"message":7,"path":"x","extensions":{"code":"CONFLICT"}}]}';
          response.setHeader("content-type", "application/json").end(text);
        },
        undefined as never,
      ),
    );
    const asked = [1, 2, 3].map((index) => gateway.client.codes(`{ h${index}: hello count }`));
    await arrivals(user, 3);
    release();
    expect(await Promise.all(asked)).toEqual([["CONFLICT"], ["CONFLICT"], ["CONFLICT"]]);
    expect(task.fetches).toHaveLength(1);
  });

  it("do not share with another identity, nor with other variables", async () => {
    const { behaviour, release } = held();
    task.behave(behaviour);
    const ask = "query ($id: ID!) { task(id: $id) { title } }";
    const clients = ["first-token", "second-token"].map((token) => createClient(gateway.url, token));
    const answers = ["1", "2"].flatMap((id) => clients.map((client) => client.send(ask, { id })));
    await arrivals(task, 4);
    release();
    await Promise.all(answers);
    expect(
      task.fetches.map(({ headers, variables }) => `${headers.authorization} ${variables["id"]}`).sort(),
    ).toEqual([
      "Bearer first-token 1",
      "Bearer first-token 2",
      "Bearer second-token 1",
      "Bearer second-token 2",
    ]);
  });

  it("do not share with one from before a change", async () => {
    const { behaviour, release } = held();
    task.behave(atFirst(1, behaviour));
    const before = gateway.client.data<{ count: number }>("{ count }");
    await arrivals(task, 1);
    await gateway.client.data('mutation { createTask(title: "x") { id } }');
    expect(await gateway.client.data("{ count }")).not.toBeNull();
    expect(task.fetches).toHaveLength(3);
    release();
    await before;
  });
});

describe("when its client goes away", () => {
  it("a query is given up, down to the subgraph", async () => {
    task.behave(hang);
    const leave = sendAndLeave("{ count }");
    await arrivals(task, 1);
    await leave();
    await task.fetches[0]?.cutOff;
  });

  it("a shared query is given up with its last client only", async () => {
    const { behaviour, release } = held();
    task.behave(behaviour);
    user.behave(hang);
    const leaveFirst = sendAndLeave("{ first: hello count }");
    const stays = gateway.client.data("{ count }");
    const leaveSecond = sendAndLeave("{ second: hello count }");
    await arrivals(user, 2);
    await arrivals(task, 1);
    await leaveFirst();
    await leaveSecond();
    // Their other fetches, which no request shares, show that the gateway has noticed.
    await Promise.all(user.fetches.map(({ cutOff }) => cutOff));
    release();
    expect(await stays).toMatchObject({ count: expect.any(Number) });
  });

  it("a mutation that was sent is left to finish, and what would follow is not sent", async () => {
    const { behaviour, release } = held();
    const answered = new Promise<void>((resolve) =>
      task.behave((response, answer, fetch) => {
        response.once("finish", resolve);
        return behaviour(response, answer, fetch);
      }),
    );
    user.behave(hang);
    const leave = sendAndLeave(
      'mutation { createTask(title: "x") { id } rename(id: "u1", name: "New") { id } }',
    );
    await arrivals(task, 1);
    const leaveToo = sendAndLeave("{ hello }");
    await arrivals(user, 1);
    await leave();
    await leaveToo();
    await user.fetches[0]?.cutOff;
    user.behave();
    release();
    await answered;
    expect(await gateway.client.data("{ hello }")).toEqual({ hello: "hello" });
    expect(user.fetches.map(({ query }) => query)).toEqual(["{hello}"]);
  });
});

describe("a deadline", () => {
  it("may be a subgraph's own", async () => {
    user.behave(hang);
    task.behave(async (_response, answer) => {
      await user.fetches[0]?.cutOff;
      await answer();
    });
    const { data } = await wary.client.send("{ hello count }");
    expect(data).toBeNull();
    await user.fetches[0]?.cutOff;
  });

  it("of the request ends all its fetches, and the response has the data so far", async () => {
    task.behave(hang);
    const { status, data, errors } = await wary.client.send("{ hello count }");
    expect([status, data]).toEqual([294, { hello: "hello", count: null }]);
    expect(errors).toMatchObject([{ path: ["count"], extensions: { code: "SERVICE_UNAVAILABLE" } }]);
    await task.fetches[0]?.cutOff;
  });
});

describe("a subgraph that is slow", () => {
  it("takes its share of the gateway and no more", async () => {
    const { behaviour, release } = held();
    task.behave(behaviour);
    const asked = ["a", "b", "c", "d"].map((alias) => narrow.client.send(`{ ${alias}: count }`));
    // Two are in flight, one waits, one is too many and fails while the others still wait.
    const { errors } = await Promise.race(asked);
    expect(errors).toMatchObject([{ extensions: { code: "SERVICE_UNAVAILABLE" } }]);
    expect(await narrow.client.data("{ hello }")).toEqual({ hello: "hello" });
    release();
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer.errors.length === 0)).toHaveLength(3);
    expect(task.fetches).toHaveLength(3);
  });
});

describe("a heavy fetch", () => {
  const archive = "mutation { archive }";
  const from = (address: string) => createClient(narrow.url, undefined, { "x-forwarded-for": address });

  it("takes none of the places that others have", async () => {
    const { behaviour, release } = held();
    task.behave((response, answer, fetch) =>
      fetch.query.includes("archive") ? behaviour(response, answer, fetch) : answer(),
    );
    const asked = Array.from({ length: 4 }, () => narrow.client.send(archive));
    expect((await Promise.race(asked)).errors).toMatchObject([
      {
        message: expect.stringMatching(/nothing was changed/),
        extensions: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds: 1 },
      },
    ]);
    expect(await narrow.client.data("{ count }")).toEqual({ count: expect.any(Number) });
    release();
    const answers = await Promise.all(asked);
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(3);
  });

  it("of one address waits for no more than one of another", async () => {
    const { behaviour, release } = held();
    task.behave(behaviour);
    const order: string[] = [];
    const ask = async (address: string) => {
      const { errors } = await from(address).send(archive);
      order.push(`${address} ${errors.length === 0 ? "was served" : "was refused"}`);
    };
    const flood = [1, 2, 3].map(() => ask("192.0.2.1"));
    await arrivals(task, 1);
    const other = ask("192.0.2.2");
    // All places are taken: the new fetch gets one of the two of the other address.
    await Promise.race([...flood, other]);
    release();
    await Promise.all([...flood, other]);
    expect(order.filter((one) => one === "192.0.2.2 was served")).toHaveLength(1);
    expect(order.filter((one) => one === "192.0.2.1 was refused")).toHaveLength(1);
  });

  it("is given up with its client, though it changes something", async () => {
    task.behave(hang);
    const leave = sendAndLeave(archive);
    await arrivals(task, 1);
    await leave();
    await task.fetches[0]?.cutOff;
  });
});

describe("a change that is late", () => {
  it("does not close its subgraph to others", async () => {
    user.behave(hang);
    const renames = Array.from({ length: 4 }, () =>
      wary.client.codes('mutation { rename(id: "u1", name: "New") { id } }'),
    );
    expect((await Promise.all(renames)).flat()).toEqual(Array(4).fill("SERVICE_UNAVAILABLE"));
    user.behave();
    expect(await wary.client.data("{ hello }")).toEqual({ hello: "hello" });
  });
});

describe("a subgraph that keeps failing", () => {
  it("is left alone for a moment, tried, and served again when it is well", async () => {
    task.behave((response) => void response.writeHead(500).end());
    for (let index = 0; index < 3; index++) await wary.client.send("{ count }");
    task.behave(hang);
    // One may be the probe of each pause, and hang; the others get a response without the subgraph.
    const leave = Array.from({ length: 20 }, () => wary.client.codes("{ hello count }"));
    expect(await Promise.race(leave)).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(task.fetches.length).toBeLessThan(10);
    task.behave();
    await eventually(async () => (await wary.client.codes("{ count }")).length === 0);
    // Otherwise those that still wait for their turn would reach the subgraph in the next test.
    await Promise.all(leave);
  });

  it("is not blamed for what its clients ask", async () => {
    const refusal = '{"data":{"count":null},"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}';
    task.behave((response) => void response.setHeader("content-type", "application/json").end(refusal));
    for (let index = 0; index < 5; index++)
      expect(await wary.client.codes("{ count }")).toEqual(["FORBIDDEN"]);
    expect(task.fetches).toHaveLength(5);
    task.behave((response) => void response.writeHead(401).end("Who are you?"));
    for (let index = 0; index < 5; index++)
      expect(await wary.client.codes("{ count }")).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(task.fetches).toHaveLength(5);
  });
});

describe("the breaker", () => {
  const create = (pauseMilliseconds: number) => {
    const turns: boolean[] = [];
    return { turns, ...createBreaker({ failures: 3, pauseMilliseconds }, (open) => turns.push(open)) };
  };
  const fail = ({ enter, report }: ReturnType<typeof create>) => report(enter() ?? -1, true);

  it("opens at so many failures among the last twenty, and not for older ones", () => {
    const breaker = create(60_000);
    for (const outcomes of [2, 1]) {
      for (let index = 0; index < outcomes; index++) fail(breaker);
      for (let index = 0; index < 20; index++) breaker.report(breaker.enter() ?? -1, false);
    }
    fail(breaker);
    fail(breaker);
    expect(breaker.enter()).not.toBeNull();
    fail(breaker);
    expect(breaker.enter()).toBeNull();
    expect(breaker.turns).toEqual([true]);
  });

  it("closes at the first try that succeeds, and minds nothing from before", () => {
    const breaker = create(0);
    const early = breaker.enter() ?? -1;
    for (let index = 0; index < 3; index++) fail(breaker);
    breaker.report(early, false);
    expect(breaker.turns).toEqual([true]);
    fail(breaker);
    breaker.report(breaker.enter() ?? -1, false);
    expect(breaker.turns).toEqual([true, false]);
    fail(breaker);
    expect(breaker.enter()).not.toBeNull();
  });
});
