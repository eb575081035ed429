/** Prometheus itself over a running system: it knows every metric of alerts and dashboard, and fires when the broker goes away. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { parse, stringify } from "yaml";
import { createCloserStack } from "../../platform/closer-stack.js";
import { createClient } from "../support/client.js";
import { readProjectFile } from "../support/deployment-files.js";
import { readMetrics } from "../support/metrics.js";
import { readDashboardQueries, readNames, readRules } from "../support/monitoring-files.js";
import { describeWithPrometheus, startTestPrometheus, type TestPrometheus } from "../support/prometheus.js";
import { type Cable, openCable, openVirtualHost } from "../support/rabbitmq.js";
import { eventually } from "../support/service-process.js";
import { startTestSystem, type TestSystem } from "../support/system.js";

const host = await openVirtualHost();
const withPrometheus = describeWithPrometheus();
const describeBoth = host === null ? describe.skip : withPrometheus;

const legacySecret = "the-secret-key-of-the-old-services-0123456789";

/** Metrics that are there only after a failure, which the tests do not cause. */
const ofFailures = new Set(["db_client_connection_timeouts_total", "gatehouse_mail_attempts_total"]);
/** Labels of the same kind. */
const labelsOfFailures = new Set(["error_type", "gatehouse_mail_kind"]);

describeBoth("monitoring", () => {
  const stack = createCloserStack();
  let broker: Cable;
  let system: TestSystem;
  let prometheus: TestPrometheus;
  let url = "";

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-monitoring-"));
    stack.onStop(() => rmSync(folder, { recursive: true }));
    broker = await openCable(host!.url);
    stack.onStop(broker.close);
    system = await startTestSystem({
      METRICS_PORT: "0",
      RABBITMQ_URL: broker.url,
      LOG_DIR: folder,
      LOG_FORMAT: "off",
      ATTEMPTS_PER_ACCOUNT: "1",
      LEGACY_TOKEN_SECRET: legacySecret,
      LEGACY_TOKENS_UNTIL: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10),
    });
    stack.onStop(system.stop);
    url =
      /"url":"(http:[^"]+\/metrics)"/.exec(readFileSync(join(folder, "telemetry.log"), "utf8"))?.[1] ?? "";
    prometheus = await startTestPrometheus(
      new URL(url).host,
      atOnce(readProjectFile("deploy/monitoring/rules.yml")),
    );
    stack.onStop(prometheus.stop);
  }, 180_000);
  afterAll(stack.stop, 120_000);

  it("exports every metric and label that the alerts and the dashboard ask for", async () => {
    const user = await system.registerUser();
    await user.data('mutation { createTask(input: { title: "Water the plants" }) { id } }');
    const refresh = "mutation ($input: RefreshInput!) { refresh(input: $input) { accessToken } }";
    await user.send(refresh, { input: { refreshToken: user.refreshToken } });
    const login = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }";
    for (let attempt = 0; attempt < 3; attempt++)
      await system.anonymous.send(login, { input: { identifier: "nobody", password: "wrong" } });
    const legacyToken = jwt.sign({ user_id: 1, username: "nobody" }, legacySecret, { expiresIn: 300 });
    await createClient(system.urls.gateway, legacyToken).send("{ tasks { totalCount } }");
    const asked = [...readDashboardQueries(), ...readRules().map(({ expr }) => expr)].map(readNames);
    const missing = async () => {
      const samples = await readMetrics(url);
      const names = new Set(samples.map(({ name }) => name));
      const labels = new Set(samples.flatMap((one) => Object.keys(one.labels)));
      return [
        ...asked.flatMap((one) => one.metrics).filter((name) => !names.has(name) && !ofFailures.has(name)),
        ...asked
          .flatMap((one) => one.labels)
          .filter((name) => !labels.has(name) && !labelsOfFailures.has(name)),
      ];
    };
    expect(asked.flatMap(({ metrics }) => metrics).length).toBeGreaterThan(50);
    await eventually(async () => (await missing()).length === 0).catch(() => undefined);
    expect(await missing()).toEqual([]);
    await eventually(async () => (await prometheus.query("gatehouse_event_bus_connected == 1")).length === 4);
    for (const query of readDashboardQueries())
      await prometheus.query(query.replaceAll("$__rate_interval", "1m"));
  }, 180_000);

  it("fires when the broker goes away, and stops when it is back", async () => {
    const isFiring = async () => (await prometheus.alerts("firing")).includes("GatehouseBrokerAway");
    await eventually(async () => !(await isFiring()));
    await broker.cut();
    await eventually(isFiring);
    await broker.mend();
    await eventually(async () => !(await isFiring()));
  }, 240_000);
});

/** The same rules without their delays: a test need not wait for a minute. */
function atOnce(text: string): string {
  const rules = parse(text);
  for (const group of rules.groups) for (const rule of group.rules) delete rule.for;
  return stringify(rules);
}
