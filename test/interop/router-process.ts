/** Installs routers apart from the project, and runs them as processes. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../../platform/lifecycle.js";
import { projectRoot } from "../../platform/project-root.js";
import { subgraphNames, urlSettingOf } from "../../schema/services.js";
import { findFreePort } from "../support/service-process.js";
import type { RouterOptions, RunningRouter } from "./router.js";

const startMilliseconds = 60_000;
const pollMilliseconds = 100;

/** The folder of a router's configuration. */
export const folderOf = (name: string): string => join(projectRoot, "deploy", "routers", name);

/** Installs the packages of the router's own lock file, unless they are there. */
export async function installPackages(name: string): Promise<void> {
  const folder = folderOf(name);
  if (isInstalled(folder)) return;
  console.error(`Installing the packages of deploy/routers/${name}.`);
  const code = await runToEnd("npm", ["ci", "--ignore-scripts", "--loglevel=error"], folder);
  if (code !== 0) throw new StartError(`npm ci failed in deploy/routers/${name}; its output above says why.`);
}

/** npm writes its own copy of the lock last. */
function isInstalled(folder: string): boolean {
  const marker = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(marker)) return false;
  const versions = (file: string) =>
    Object.entries(JSON.parse(readFileSync(file, "utf8")).packages as Record<string, { version?: string }>);
  const installed = new Map(versions(marker).map(([path, { version }]) => [path, version]));
  const direct = Object.keys(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).dependencies);
  return versions(join(folder, "package-lock.json"))
    .filter(([path]) => direct.includes(path.replace("node_modules/", "")))
    .every(([path, { version }]) => installed.get(path) === version);
}

/** Runs a program with this terminal; its output goes to standard error. */
export function runToEnd(
  program: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", process.stderr, process.stderr],
    });
    child.once("error", reject).once("close", (code) => resolve(code ?? 1));
  });
}

/** The settings that every router gets, by the names that the configurations in deploy/routers/ read. */
export const environmentOf = ({
  system,
  gatewaySecret,
  enforces,
}: RouterOptions): Record<string, string> => ({
  GATEWAY_SECRET: gatewaySecret,
  JWKS_URL: `${system.urls.gateway}/.well-known/jwks.json`,
  TOKEN_ISSUER: system.config.gateway.tokens.issuer,
  TOKEN_AUDIENCE: system.config.gateway.tokens.audience,
  CLIENT_ADDRESS_HEADER: "X-Real-Ip",
  ALLOWED_ORIGINS: "https://app.example",
  ALLOWED_ORIGIN: "https://app.example",
  AUTHORIZATION: enforces ? "on" : "off",
  HOST: "127.0.0.1",
  ...Object.fromEntries(subgraphNames.map((name) => [urlSettingOf(name), system.urls[name]])),
});

/** Starts a router, with nothing of this process's own environment, and waits until it serves the graph. */
export async function startRouterProcess(
  program: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningRouter> {
  const port = String(await findFreePort());
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(program, args, { cwd: folder, env: { PATH, HOME, PORT: port, ...environment } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject).once("close", () => resolve());
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startMilliseconds;
  const over = ended.then(() => true);
  while (!(await serves(url))) {
    const pause = new Promise<false>((resolve) => setTimeout(resolve, pollMilliseconds, false));
    const isGone = await Promise.race([over, pause]);
    if (!isGone && Date.now() < deadline) continue;
    await stop();
    throw new StartError(`The router did not start:\n${output}`);
  }
  return { url, stop };
}

async function serves(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ __typename }"}',
    });
    return response.ok;
  } catch {
    return false;
  }
}
