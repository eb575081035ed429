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
