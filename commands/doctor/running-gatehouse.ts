/** Recognizes a running service of Gatehouse. */
import { readyPath } from "../../platform/http/server.js";
import { isRecord } from "../../platform/is-record.js";
import { askHttp } from "./ask-http.js";

/** Its readiness: `failed` lists the failed checks, e.g. `database`. */
export interface RunningService {
  status: "ok" | "unavailable" | "stopping";
  failed: readonly string[];
}

/** Requests the readiness of the server at a base URL; null when it is not a service of Gatehouse. */
export async function findRunningService(baseUrl: string): Promise<RunningService | null> {
  const answer = await askHttp(`${baseUrl}${readyPath}`);
  if ("problem" in answer || !isRecord(answer.body)) return null;
  const { status, checks } = answer.body;
  if (status === "stopping") return { status, failed: [] };
  if ((status !== "ok" && status !== "unavailable") || !isRecord(checks)) return null;
  return { status, failed: Object.keys(checks).filter((name) => checks[name] !== "ok") };
}
