/** A Prometheus of a test's own, from the Debian package `prometheus`. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "@jest/globals";
import { eventually, findFreePort } from "./service-process.js";

/** A server that scrapes and evaluates rules. */
export interface TestPrometheus {
  /** Returns the values of a query, each with its labels. */
  query(text: string): Promise<readonly { metric: Record<string, string>; value: [number, string] }[]>;
  /** Returns the names of the alerts in a state. */
  alerts(state: "pending" | "firing"): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** `describe`, or `describe.skip` with a printed line where Prometheus is not installed. In CI its absence fails. */
export function describeWithPrometheus(): typeof describe | typeof describe.skip {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return describe;
  } catch {
    if (process.env["CI"] === "true") throw new Error("Prometheus is not installed, and in CI it must be.");
    process.stderr.write("Prometheus is not installed: its tests are skipped.\n");
    return describe.skip;
  }
}

/** Runs promtool; returns what it prints. @throws Error with that when it finds a mistake. */
export function runPromtool(...parameters: string[]): string {
  return execFileSync("promtool", parameters, { encoding: "utf8" });
}

/** Starts it over the metrics at `address` (host and port), with the text of its rules. Stop it in `afterAll`. */
export async function startTestPrometheus(address: string, rules: string): Promise<TestPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-prometheus-"));
  const port = await findFreePort();
  writeFileSync(join(folder, "rules.yml"), rules);
  const settings = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [join(folder, "rules.yml")],
    scrape_configs: [{ job_name: "gatehouse", static_configs: [{ targets: [address] }] }],
  };
  const file = join(folder, "prometheus.yml");
  // YAML contains JSON.
  writeFileSync(file, JSON.stringify(settings));
  const child = spawn(
    "prometheus",
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore", env: { PATH: process.env["PATH"], GOMAXPROCS: "1" } },
  );
  const ended = new Promise((resolve) => child.once("error", resolve).once("close", resolve));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  };
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data?: never; error?: string };
    if (data === undefined) throw new Error(error);
    return data;
  };
  await eventually(() =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  ).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    query: async (text) => (await ask(`query?query=${encodeURIComponent(text)}`))["result"],
    async alerts(state) {
      const { alerts } = (await ask("alerts")) as {
        alerts: { state: string; labels: { alertname: string } }[];
      };
      return alerts.filter((one) => one.state === state).map(({ labels }) => labels.alertname);
    },
    stop,
  };
}
