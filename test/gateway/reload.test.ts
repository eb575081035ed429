/**
 * A new supergraph during service: no request is dropped, each ends with the one it started with, an invalid one
 * changes nothing.
 */
import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { StartError } from "../../platform/lifecycle.js";
import { recordingLog } from "../support/environment.js";
import { type FaultySubgraph, startFaultySubgraph } from "../support/faulty-subgraph.js";
import { composeSupergraph, startTestGateway, type TestGateway } from "../support/gateway.js";
import { eventually } from "../support/service-process.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@key"])`;
const plainSdl = `${link} type Query { hello: String! }`;
const fullSdl = `${link} type Query { hello: String! shout: String! }`;
const shutSdl = `${link} type Query { hello: String! @authenticated shout: String! }`;
const extraSdl = `${link} type Query { extra: String! }`;

const folder = mkdtempSync(join(tmpdir(), "gatehouse-reload-"));
const path = join(folder, "supergraph.graphql");
const { log, lines } = recordingLog();
let greeter: FaultySubgraph;
let extra: FaultySubgraph;
let gateway: TestGateway;
beforeAll(async () => {
  greeter = await startFaultySubgraph("greeter", fullSdl, {
    Query: { hello: () => "hello", shout: () => "HELLO" },
  });
  extra = await startFaultySubgraph("extra", extraSdl, { Query: { extra: () => "more" } });
  writeFileSync(path, supergraphOf(plainSdl));
  gateway = await startTestGateway([greeter], { SUPERGRAPH_PATH: path }, log);
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([greeter.stop(), extra.stop()]);
  rmSync(folder, { recursive: true });
});

const supergraphOf = (sdl: string, more: FaultySubgraph[] = []) =>
  composeSupergraph([{ name: "greeter", sdl, url: greeter.url }, ...more]);
const codesOf = (query: string) => gateway.client.codes(query);
const isServed = (query: string) => eventually(async () => (await codesOf(query)).length === 0);
const isGone = (query: string) => eventually(async () => (await codesOf(query)).length > 0);
const refusals = () =>
  lines.filter(({ msg }) => String(msg).includes("the last valid one is still served")).length;

it("serves the new one without a dropped request, through good files and bad, in place and renamed", async () => {
  let running = true;
  let asked = 0;
  const failures: unknown[] = [];
  const askAllTheTime = async () => {
    while (running) {
      const { status, data, errors } = await gateway.client.send(`{ hello a${asked % 7}: hello }`);
      if (status !== 200 || errors.length > 0 || data?.["hello"] !== "hello") failures.push(status, errors);
      asked += 1;
    }
  };
  const clients = Array.from({ length: 4 }, askAllTheTime);

  writeFileSync(path, supergraphOf(fullSdl));
  await isServed("{ shout }");

  for (const bad of ["type Query {", "not GraphQL", "type Query { hello: String! }"]) {
    const before = refusals();
    writeFileSync(path, bad);
    await eventually(async () => refusals() > before);
    expect(await codesOf("{ shout }")).toEqual([]);
  }

  writeFileSync(`${path}.next`, supergraphOf(plainSdl));
  renameSync(`${path}.next`, path);
  await isGone("{ shout }");

  unlinkSync(path);
  writeFileSync(path, supergraphOf(fullSdl, [{ ...extra, sdl: extraSdl }]));
  await isServed("{ shout extra }");

  running = false;
  await Promise.all(clients);
  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(20);
});

it("lets each request end by the schema and the directives that it began with", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    greeter.behave(async (_response, answer, { query }) => {
      if (query.includes("slow")) {
        resolve();
        await held;
      }
      await answer();
    });
  });
  const slow = gateway.client.send("{ slow: hello shout }");
  await arrived;
  writeFileSync(path, supergraphOf(shutSdl.replace("shout: String!", "whisper: String!")));
  await isGone("{ shout }");
  expect(await codesOf("{ hello }")).toEqual(["UNAUTHENTICATED"]);
  release();
  expect(await slow).toMatchObject({ data: { slow: "hello", shout: "HELLO" }, errors: [] });
  greeter.behave();
});

it("refuses and allows at once what the new directives do", async () => {
  writeFileSync(path, supergraphOf(fullSdl));
  await isServed("{ shout }");
  expect(await codesOf("{ hello }")).toEqual([]);
  writeFileSync(path, supergraphOf(shutSdl));
  await isGone("{ hello }");
  expect(await codesOf("{ hello }")).toEqual(["UNAUTHENTICATED"]);
});

it("follows a link that is turned to another file, as a mounted ConfigMap's is", async () => {
  writeFileSync(join(folder, "one"), supergraphOf(fullSdl));
  writeFileSync(join(folder, "two"), supergraphOf(plainSdl));
  unlinkSync(path);
  symlinkSync("one", path);
  await isServed("{ shout }");
  symlinkSync("two", `${path}.next`);
  renameSync(`${path}.next`, path);
  await isGone("{ shout }");
  expect(await codesOf("{ hello }")).toEqual([]);
});

describe("a start", () => {
  it.each([
    ["absent", undefined, /cannot be read; set SUPERGRAPH_PATH/],
    ["no GraphQL", "type {", /no supergraph that can be served: Syntax Error/],
    ["a schema that was not composed", "type Query { hello: String }", /no supergraph that can be served/],
  ])("with a file that is %s says so, and which", async (_what, text, message) => {
    const file = join(folder, "bad.graphql");
    rmSync(file, { force: true });
    if (text !== undefined) writeFileSync(file, text);
    const start = startTestGateway([greeter], { SUPERGRAPH_PATH: file });
    await expect(start).rejects.toThrow(message);
    await expect(start).rejects.toBeInstanceOf(StartError);
    await expect(start).rejects.toThrow(file);
  });
});
