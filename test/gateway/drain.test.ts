/** The gateway stops under load: it announces the stop, and then no client that heeds it is refused or cut off. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Pool, request } from "undici";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startGatewayProcess } from "../support/gateway.js";
import { eventually } from "../support/service-process.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

let user: FaultySubgraph;
let task: FaultySubgraph;
let gateway: Awaited<ReturnType<typeof startGatewayProcess>> | undefined;
beforeAll(async () => {
  ({ user, task } = await startTwoSubgraphs());
});
afterAll(async () => {
  await Promise.all([gateway?.stop("SIGKILL"), user.stop(), task.stop()]);
});

it("serves every request of clients that heed its readiness, to the last one in progress", async () => {
  gateway = await startGatewayProcess([user, task], { DRAIN_DELAY_MS: "2500", RATE_LIMIT_ADDRESS: "0" });
  const { url } = gateway;
  const pool = new Pool(url, { connections: 9 });
  const ask = async (query: string) => {
    const { statusCode, body } = await pool.request({
      method: "POST",
      path: "/graphql",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    return { status: statusCode, ...((await body.json()) as object) };
  };
  const health = async (name: string) => {
    const { statusCode, body } = await request(`${url}/health/${name}`);
    return [statusCode, await body.json()];
  };
  await eventually(async () => (await health("ready"))[0] === 200);

  let turnedAway = false;
  let signalled = false;
  const answers = { before: 0, during: 0 };
  const workers = Array.from({ length: 8 }, async (_one, worker) => {
    while (!turnedAway) {
      const id = `${worker}-${answers.before}`;
      const answer = await ask(`{ user(id: "${id}") { name taskCount } }`);
      expect(answer).toEqual({ status: 200, data: { user: { name: `Name of ${id}`, taskCount: 3 } } });
      answers[signalled ? "during" : "before"] += 1;
    }
  });
  await eventually(async () => answers.before > 100);

  const ended = gateway.stop("SIGTERM");
  signalled = true;
  await eventually(async () => (await health("ready"))[0] === 503);
  expect(await health("ready")).toEqual([503, { status: "stopping" }]);
  expect(await health("live")).toEqual([200, { status: "ok" }]);
  // A request that starts before the end and is still in progress when the server closes.
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  user.behave((_response, answer, { query }) =>
    (query.includes("hello") ? released : Promise.resolve()).then(answer),
  );
  const last = ask("{ hello }");
  await eventually(async () => user.fetches.some(({ query }) => query.includes("hello")));
  turnedAway = true;
  await Promise.all(workers);
  expect(answers.during).toBeGreaterThan(0);

  await eventually(() =>
    health("live").then(
      () => false,
      () => true,
    ),
  );
  release();
  expect(await last).toEqual({ status: 200, data: { hello: "hello" } });
  expect(await ended).toBe(0);
  await pool.destroy();
});
