/** Recognizes a service of Gatehouse that listens already. */
import { readyPath } from "../../platform/http/server.js";
import { isRecord } from "../../platform/is-record.js";
import { askHttp } from "./ask-http.js";

/** Its readiness: `failed` holds the checks that did not pass, e.g. `database`. */
export interface RunningService {
  status: "ok" | "unavailable" | "stopping";
  failed: readonly string[];
}

/** Asks what listens at a base URL for its readiness; null when that is no service of Gatehouse. */
export async function findRunningService(baseUrl: string): Promise<RunningService | null> {
  const answer = await askHttp(`${baseUrl}${readyPath}`);
  if ("problem" in answer || !isRecord(answer.body)) return null;
  const { status, checks } = answer.body;
  if (status === "stopping") return { status, failed: [] };
  if ((status !== "ok" && status !== "unavailable") || !isRecord(checks)) return null;
  return { status, failed: Object.keys(checks).filter((name) => checks[name] !== "ok") };
}
