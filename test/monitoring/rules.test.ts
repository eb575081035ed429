/** The alerts and the dashboard, as their own tools read them. */
import { expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readProjectFile } from "../support/deployment-files.js";
import { readDashboardQueries, readRules } from "../support/monitoring-files.js";
import { describeWithPrometheus, runPromtool } from "../support/prometheus.js";

const folder = "deploy/monitoring";

it("give each alert a section in the runbook, and no section to none", () => {
  const sections = [...readProjectFile("docs/runbook.md").matchAll(/^## (\w+)$/gm)].map(([, name]) => name!);
  expect(readRules().map(({ alert }) => alert)).toEqual(sections);
  for (const { alert, annotations } of readRules())
    expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
  const body = (name: string) =>
    readProjectFile("docs/runbook.md").split(`## ${name}\n`)[1]!.split("\n## ")[0]!;
  for (const name of sections)
    expect([name, ...body(name).matchAll(/^- \*\*(.*?):\*\*/gm)].slice(1).map(([, part]) => part)).toEqual([
      "Means",
      "Look at",
      "Do",
    ]);
});

it("show the gateway, auth, events and the database on the dashboard", () => {
  const { panels } = JSON.parse(readProjectFile(`${folder}/grafana/gatehouse.json`)) as {
    panels: { type: string; title: string; id: number }[];
  };
  expect(panels.filter(({ type }) => type === "row").map(({ title }) => title)).toEqual([
    "Gateway",
    "Auth",
    "Events",
    "Database and process",
  ]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(readDashboardQueries().length).toBeGreaterThan(40);
});

it("receive by OTLP where the services send to, and pass on what they get", () => {
  const { receivers, exporters, processors, service } = parse(readProjectFile(`${folder}/collector.yml`));
  expect(receivers.otlp.protocols.http.endpoint).toMatch(/:4318$/);
  for (const signal of ["traces", "metrics"]) {
    const pipeline = service.pipelines[signal];
    expect(pipeline.receivers).toEqual(["otlp"]);
    for (const name of pipeline.exporters) expect(Object.keys(exporters)).toContain(name);
    for (const name of pipeline.processors) expect(Object.keys(processors)).toContain(name);
  }
});

describeWithPrometheus()("promtool", () => {
  it("accepts the rules", () => {
    expect(runPromtool("check", "rules", `${folder}/rules.yml`)).toContain(
      `${readRules().length} rules found`,
    );
  });

  it("fires each alert for what it is about, and not before", () => {
    expect(runPromtool("test", "rules", `${folder}/rules.test.yml`)).toContain("SUCCESS");
    const tested = new Set(readProjectFile(`${folder}/rules.test.yml`).match(/Gatehouse\w+/g));
    expect(readRules().filter(({ alert }) => !tested.has(alert))).toEqual([]);
  });
});
