/**
 * The client's view of a subgraph that misbehaves, over real sockets: the rest of the response, and an error at the
 * gap.
 */
import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { FaultySubgraph } from "../support/faulty-subgraph.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { startTwoSubgraphs } from "../support/two-subgraphs.js";

const answerBytes = 64 * 1024;
let user: FaultySubgraph;
let task: FaultySubgraph;
let gateway: TestGateway;
beforeAll(async () => {
  ({ user, task } = await startTwoSubgraphs());
  gateway = await startTestGateway([user, task], {
    SUBGRAPH_TIMEOUT_MS: "800",
    SUBGRAPH_ANSWER_BYTES: String(answerBytes),
    SUBGRAPH_BREAKER_FAILURES: "20",
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([user.stop(), task.stop()]);
});
afterEach(() => {
  user.behave();
  task.behave();
});

const json = (response: ServerResponse) => response.setHeader("content-type", "application/json");
const sayFor = (milliseconds: number, response: ServerResponse, text: string) => {
  const timer = setInterval(() => response.write(text), milliseconds);
  response.once("close", () => clearInterval(timer));
};

const faults: [string, (response: ServerResponse) => void][] = [
  ["hangs", () => {}],
  ["sends its head and hangs", (response) => void json(response).flushHeaders()],
  ["dribbles a byte at a time", (response) => sayFor(20, json(response), " ")],
  ["resets the connection", (response) => void response.socket?.resetAndDestroy()],
  ["closes the connection", (response) => void response.socket?.destroy()],
  [
    "breaks off in the middle",
    (response) => {
      json(response).setHeader("content-length", 100);
      response.write('{"data":{"tasks":[');
      setImmediate(() => response.destroy());
    },
  ],
  ["ends in the middle", (response) => void json(response).end('{"data":{"tasks":[')],
  ["answers 500 with a text", (response) => void response.writeHead(500).end("Internal Server Error")],
  ["answers 502", (response) => void response.writeHead(502).end()],
  ["answers 503", (response) => void response.writeHead(503, { "retry-after": "5" }).end()],
  ["answers 504", (response) => void response.writeHead(504).end()],
  [
    "answers 200 with a page",
    (response) => void response.setHeader("content-type", "text/html").end("<h1>Welcome</h1>"),
  ],
  [
    "answers JSON as a page",
    (response) => void response.setHeader("content-type", "text/html").end('{"data":{}}'),
  ],
  ["answers with nothing", (response) => void json(response).end()],
  ["answers with noise", (response) => void json(response).end(Buffer.from([0, 255, 254, 128, 7]))],
  ["does not speak HTTP", (response) => void response.socket?.end("SSH-2.0-OpenSSH_9.9\r\n")],
  ...[
    "null",
    "7",
    '"text"',
    "[]",
    "{}",
    '{"data":7}',
    '{"data":[1]}',
    '{"errors":"x"}',
    '{"errors":[null]}',
  ].map((body): [string, (response: ServerResponse) => void] => [
    `answers ${body}`,
    (response) => void json(response).end(body),
  ]),
  [
    "announces a huge answer",
    (response) => void json(response).setHeader("content-length", 1e12).write('{"data":{"hello":"'),
  ],
  ["answers without end", (response) => sayFor(0, json(response), "x".repeat(16 * 1024))],
];

describe.each(faults)("while a subgraph %s", (_name, fault) => {
  it("the other's data is whole, and a gap has its error", async () => {
    task.behave(fault);
    const { status, data, errors } = await gateway.client.send("{ me { id name } hello sum: count }");
    expect({ status, data, errors }).toEqual({
      status: 294,
      data: { me: { id: "u1", name: "Name of u1" }, hello: "hello", sum: null },
      errors: [
        {
          message: "A part of the service does not answer right now; try again.",
          path: ["sum"],
          extensions: { code: "SERVICE_UNAVAILABLE" },
        },
      ],
    });
    // The gateway stops reading from a subgraph that it has given up.
    await Promise.all(
      task.fetches.filter(() => /hang|dribble|without end/.test(_name)).map(({ cutOff }) => cutOff),
    );
    task.behave();
    expect(await gateway.client.data("{ sum: count }")).toEqual({ sum: 0 });
  });
});

describe("a subgraph that is away", () => {
  it("is missed at its places only, and is asked again when it is back", async () => {
    await task.stop();
    const { data, errors } = await gateway.client.send("{ me { name } count }");
    expect(data).toEqual({ me: { name: "Name of u1" }, count: null });
    expect(errors).toMatchObject([{ path: ["count"], extensions: { code: "SERVICE_UNAVAILABLE" } }]);
    await task.start();
    expect(await gateway.client.data("{ count }")).toEqual({ count: 0 });
  });

  it("is missed by a change without a word on whether it was made", async () => {
    const create = 'mutation { createTask(title: "x") { id } }';
    task.behave((response) => void response.socket?.resetAndDestroy());
    expect((await gateway.client.send(create)).errors).toEqual([
      {
        message: "A part of the service did not answer; it is not known whether the change was made.",
        path: ["createTask"],
        extensions: { code: "SERVICE_UNAVAILABLE" },
      },
    ]);
    await task.stop();
    expect((await gateway.client.send(create)).errors).toMatchObject([
      { message: "A part of the service does not answer right now; nothing was changed." },
    ]);
    await task.start();
  });

  it("that is slow for a while and late for none is waited for", async () => {
    task.behave(async (_response, answer) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await answer();
    });
    expect(await gateway.client.data("{ count }")).toEqual({ count: 0 });
  });
});

describe("a response", () => {
  it("with errors of odd shapes still comes through", async () => {
    const errors = [
      { message: 7, path: "x", extensions: "y" },
      {},
      { message: "gone", extensions: { code: "NOT_FOUND" } },
    ];
    task.behave((response) => void json(response).end(JSON.stringify({ data: { count: null }, errors })));
    const { data, errors: shown } = await gateway.client.send("{ count }");
    expect(data).toEqual({ count: null });
    expect(shown.map(({ extensions }) => extensions.code)).toEqual([
      "INTERNAL_SERVER_ERROR",
      "INTERNAL_SERVER_ERROR",
      "NOT_FOUND",
    ]);
  });

  it("cannot reach the prototype of anything", async () => {
    task.behave(
      (response) =>
        void json(response).end(
          '{"data":{"count":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
        ),
    );
    await gateway.client.send("{ count }");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
