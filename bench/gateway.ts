/**
 * `npm run bench -- gateway`: the processor time that the gateway takes for a request, beside that of
 * @apollo/gateway in its standalone server, in one run, before the same subgraphs.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "undici";
import { createCloserStack } from "../platform/closer-stack.js";
import { projectRoot } from "../platform/project-root.js";
import { operations, startSubgraphs } from "./gateway-subgraphs.js";
import { median } from "./percentile.js";

const connections = 16;
const requestsASample = 600;
/** The compiler needs more time for that much code. */
const warmUpRequests = 2_000;
const rounds = 7;
const longestMilliseconds = 90_000;

/** Preloaded into a gateway: responds to each message with its processor time. */
const reporter = "data:text/javascript,process.on('message', () => process.send(process.cpuUsage()))";

interface Gateway {
  /** The URL contains path and query. */
  url: string;
  process: ChildProcess;
}

const stack = createCloserStack();
try {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  stack.onStop(() => rmSync(folder, { recursive: true }));
  const supergraph = join(folder, "supergraph.graphql");
  writeFileSync(supergraph, await startSubgraphs(stack));
  const environment = { SUPERGRAPH_PATH: supergraph, APOLLO_TELEMETRY_DISABLED: "true" };
  const stock = await startGateway("dist/bench/gateway-stock.js", environment, "/");
  const ours = await startGateway(
    "dist/gateway/main.js",
    {
      ...environment,
      NODE_ENV: "production",
      GATEWAY_PORT: "0",
      GATEWAY_SECRET: "the secret of this benchmark, 0123456789",
      ALLOWED_ORIGINS: "https://app.example.com",
      // Production requires a broker, and continues without it.
      RABBITMQ_URL: "amqp://127.0.0.1:1",
      // Counted and not enforced.
      RATE_LIMIT_ADDRESS: "1000000000",
    },
    "/graphql",
  );

  const names = Object.keys(operations) as (keyof typeof operations)[];
  const samples = new Map(names.map((name) => [name, [] as { stock: number; ours: number }[]]));
  const endAt = performance.now() + longestMilliseconds;
  // The first round warms up. The order alternates, so that it favours neither.
  for (let round = -1; round < rounds && performance.now() < endAt; round++) {
    for (const name of names) {
      const pair = { stock: 0, ours: 0 };
      const order = round % 2 === 0 ? (["stock", "ours"] as const) : (["ours", "stock"] as const);
      for (const which of order) {
        pair[which] = await measure(
          which === "stock" ? stock : ours,
          operations[name],
          round < 0 ? warmUpRequests : requestsASample,
        );
      }
      if (round >= 0) samples.get(name)?.push(pair);
    }
  }
  console.log(["CPU µs a request", "stock", "this gateway", "ratio"].map(pad).join(""));
  for (const [name, pairs] of samples) {
    const cells = [
      Math.round(median(pairs.map(({ stock }) => stock))),
      Math.round(median(pairs.map(({ ours }) => ours))),
      median(pairs.map(({ stock, ours }) => stock / ours)).toFixed(2),
    ];
    console.log([name, ...cells.map(String)].map(pad).join(""));
  }
  console.log(
    `\nMedians of ${samples.get(names[0]!)?.length} rounds of ${requestsASample} requests over ${connections} connections. Ratios are taken within a\n` +
      "round: how many times as much stock takes. This gateway runs as in production: limits, guards, rate limits, log.",
  );
} finally {
  await stack.stop();
}

async function startGateway(
  module: string,
  environment: Record<string, string>,
  path: string,
): Promise<Gateway> {
  const child = fork(join(projectRoot, module), {
    env: environment,
    execArgv: ["--import", reporter],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  stack.onStop(() => void child.kill("SIGKILL"));
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`${module} ended: ${output}`)));
    child.stdout?.on("data", (chunk) => {
      if (output.length < 10_000) output += chunk;
      const listens = /listening on (http:\/\/[\w.:]+)/.exec(output)?.[1];
      if (listens !== undefined) resolve(new URL(path, listens).href);
    });
  });
  return { url, process: child };
}

/** Returns the microseconds of processor time, user and system, of one request. @throws Error for a wrong response. */
async function measure(gateway: Gateway, query: string, requests: number): Promise<number> {
  const before = await processorTime(gateway);
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client(gateway.url.replace(/\/(graphql)?$/, ""));
      while (sent < requests) {
        sent += 1;
        const { statusCode, body } = await client.request({
          method: "POST",
          path: new URL(gateway.url).pathname,
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query, variables: { id: `b${sent}` } }),
        });
        const text = await body.text();
        if (statusCode !== 200 || text.includes('"errors"')) throw new Error(`${statusCode} ${text}`);
      }
      await client.close();
    }),
  );
  return ((await processorTime(gateway)) - before) / sent;
}

async function processorTime({ process: child }: Gateway): Promise<number> {
  child.send("report");
  const [{ user, system }] = (await once(child, "message")) as [NodeJS.CpuUsage];
  return user + system;
}

function pad(cell: string, index: number): string {
  return index === 0 ? cell.padEnd(32) : cell.padStart(14);
}
