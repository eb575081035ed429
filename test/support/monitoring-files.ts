/** Reads deploy/monitoring/. */
import { parse } from "yaml";
import { readProjectFile } from "./deployment-files.js";

/** One alert. */
export interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}

/** The alerts in the order of the file. */
export function readRules(): readonly AlertRule[] {
  const { groups } = parse(readProjectFile("deploy/monitoring/rules.yml")) as {
    groups: { rules: AlertRule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

/** The queries of the dashboard. */
export function readDashboardQueries(): readonly string[] {
  const { panels } = JSON.parse(readProjectFile("deploy/monitoring/grafana/gatehouse.json")) as {
    panels: { targets?: { expr: string }[] }[];
  };
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

/** The metrics, and the labels with the metric they are asked of, that a query names. */
export function readNames(query: string): { metrics: readonly string[]; labels: readonly string[] } {
  const metrics =
    query.match(/\b(?:gatehouse|http|db|messaging|nodejs|v8js|process)_\w+(?=[[{)|" ]|$)/g) ?? [];
  const inBraces = [...query.matchAll(/\{([^}]*)\}/g)].flatMap(([, body = ""]) =>
    [...body.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!),
  );
  const grouped = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/));
  const labels = new Set(
    [...inBraces, ...grouped].filter((label) => !/^(__name__|le|instance|job)$/.test(label)),
  );
  return { metrics: metrics.filter((name) => !labels.has(name)), labels: [...labels] };
}
