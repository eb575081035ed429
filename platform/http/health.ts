/** Answers the health questions of an orchestrator, without ever telling an error's text. */
import { forReading } from "./methods.js";
import { type RequestHandler, sendJson } from "./server.js";

/** Rejects when the thing it asks is not well. */
export type HealthCheck = () => Promise<unknown>;

const checkMilliseconds = 3_000;

/** The result is good for so long: later requests get it again, and concurrent ones share it. */
const rememberMilliseconds = 1_000;

/** `GET /health/live`: the process answers. */
export const liveHandler: RequestHandler = forReading((_request, response) =>
  sendJson(response, 200, { status: "ok" }),
);

/**
 * `GET /health/ready`: every check passes (200), or which one does not (503). Which there are is asked each time. The
 * checks run once a second at most, however many ask.
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

/** What is said to who asks whether requests are welcome. */
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
