/** Serves the health checks of an orchestrator; responses never contain the text of an error. */
import { forReading } from "./methods.js";
import { sendJson } from "./send-json.js";
import type { RequestHandler } from "./server.js";

/** Rejects when the checked part does not work. */
export type HealthCheck = () => Promise<unknown>;

const checkMilliseconds = 3_000;

/** Later requests get the same result for this time, and concurrent ones share it. */
const rememberMilliseconds = 1_000;

/** `GET /health/live`: the process responds. */
export const liveHandler: RequestHandler = forReading((_request, response) =>
  sendJson(response, 200, { status: "ok" }),
);

/**
 * `GET /health/ready`: 200 when every check passes, 503 with the names of those that fail. `checks` is read for each
 * request; the checks run at most once a second.
 */
export function createReadyHandler(checks: () => Readonly<Record<string, HealthCheck>>): RequestHandler {
  let current: Promise<Readiness> | undefined;
  const forget = () => {
    current = undefined;
  };
  return forReading(async (_request, response) => {
    current ??= readReadiness(checks()).finally(() => setTimeout(forget, rememberMilliseconds).unref());
    const { status, body } = await current;
    sendJson(response, status, body);
  });
}

/** The content of a response. */
interface Readiness {
  status: 200 | 503;
  body: object;
}

async function readReadiness(checks: Readonly<Record<string, HealthCheck>>): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
  );
  const ready = results.every(([, passed]) => passed);
  return {
    status: ready ? 200 : 503,
    body: {
      status: ready ? "ok" : "unavailable",
      checks: Object.fromEntries(results.map(([name, passed]) => [name, passed ? "ok" : "failed"])),
    },
  };
}

async function passes(check: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, checkMilliseconds, false);
  });
  try {
    return await Promise.race([
      check().then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
