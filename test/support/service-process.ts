/** Runs the services as they run in production: each a compiled main.ts in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes, randomInt } from "node:crypto";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../platform/project-root.js";
import type { Environment } from "../../platform/settings/settings-reader.js";
import type { ServiceName } from "../../schema/services.js";

/** The compiled module that runs a service, as the build makes it. */
export const mainOf = (service: ServiceName): string =>
  service === "gateway" ? "dist/gateway/main.js" : `dist/subgraphs/${service}/main.js`;

/** A service that runs, or has ended. */
export interface ServiceProcess {
  pid: number;
  /** What it wrote on standard output and standard error so far. */
  output(): string;
  /** Sends a signal and resolves to the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Resolves to the exit code once the process has ended by itself. */
  ended: Promise<number | null>;
}

const startMilliseconds = 60_000;

/** Starts a service with exactly this environment; nothing of the test's own leaks in. */
export function spawnService(name: ServiceName, environment: Environment): ServiceProcess {
  // Another working folder than the project's: a service must not depend on where it is started.
  const child = spawn(process.execPath, [join(projectRoot, mainOf(name))], {
    cwd: tmpdir(),
    env: environment,
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = whenClosed(child);
  return {
    pid: child.pid!,
    output: () => output,
    stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}

/** Starts a service and waits until it listens. @throws Error with what it wrote when it does not. */
export async function startService(name: ServiceName, environment: Environment): Promise<ServiceProcess> {
  const service = spawnService(name, environment);
  const listens = () => service.output().includes("listening on ");
  const over = service.ended.then(() => true);
  const deadline = Date.now() + startMilliseconds;
  while (!listens()) {
    const gone = await Promise.race([over, pause(50)]);
    if (gone || Date.now() > deadline) {
      await service.stop("SIGKILL");
      throw new Error(`The ${name} service did not start:\n${service.output()}`);
    }
  }
  return service;
}

/** Repeats until `isTrue` returns true, ever less often. @throws Error after a minute. */
export async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (let milliseconds = 20; !(await isTrue()); milliseconds = Math.min(milliseconds * 1.5, 200)) {
    if (Date.now() > deadline) throw new Error(`It did not come true within a minute: ${isTrue}`);
    await pause(milliseconds);
  }
}

/** Secrets as an operator would make them. */
export function productionSecrets() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    GATEWAY_SECRET: randomBytes(32).toString("hex"),
    AUTH_PASSWORD_PEPPER: randomBytes(32).toString("hex"),
    AUTH_SIGNING_KEYS: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** A port that is free and, being below the range that systems hand out for port 0, likely stays so. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (free) return port;
  }
}

function whenClosed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
}

function pause(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, false));
}
