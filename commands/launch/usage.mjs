/** The commands, their usage texts, and the arguments of commands that do not parse them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";
import { serviceModules } from "./services.mjs";

/** Names of the benchmarks, in the order of a full run; one of a subgraph that is gone may have gone with it. */
export const benchmarks = ["events", "logins", "attacks", "gateway", "embedded-mongo", "resources"].filter(
  (name) => existsSync(join(root, "bench", `${name}.ts`)),
);

const none = () => false;
/** The command, or Jest, refuses unknown arguments. */
const any = () => true;

/** By command: is this a valid argument? */
const argumentsOf = {
  start: none,
  ...Object.fromEntries(Object.keys(serviceModules).map((command) => [command, none])),
  "create-admin": any,
  "rotate-keys": any,
  seed: none,
  "import-users": any,
  backup: any,
  restore: any,
  migrate: any,
  "sync-users": any,
  "events:tail": any,
  "events:replay": any,
  example: none,
  "example:board": none,
  doctor: any,
  build: none,
  dev: none,
  generate: (argument) => argument === "--check",
  "operations:register": any,
  "schema:check": any,
  "schema:changelog": any,
  "schema:print": any,
  "new:subgraph": any,
  "remove:subgraph": any,
  bench: (argument) => benchmarks.includes(argument.split(":", 1)[0]),
  interop: any,
  test: any,
  "test:full": any,
  "test:servers": any,
  "test:watch": any,
  format: none,
  check: none,
  lock: (argument) => readdirSync(join(root, "deploy", "routers")).includes(argument),
};

/**
 * Returns what to print about a command and its arguments before anything is installed or run: the usage for `--help`,
 * or all problems of the arguments; null when the command may run.
 */
export function findAnswer(command, args) {
  const isArgument = Object.hasOwn(argumentsOf, command) ? argumentsOf[command] : undefined;
  if (isArgument === undefined) {
    const known = Object.keys(argumentsOf).join(", ");
    return { text: `Unknown command ${JSON.stringify(command)}. Known: ${known}.`, exitCode: 1 };
  }
  const usage = readUsage(command);
  if (args.includes("--help")) return { text: usage.trimEnd(), exitCode: 0 };
  const wrong = args.filter((argument) => !isArgument(argument));
  if (wrong.length === 0) return null;
  const problems = wrong.map((one) => `Unknown argument ${JSON.stringify(one)}.`).join("\n");
  return { text: `${problems}\n\n${usage.trimEnd()}`, exitCode: 1 };
}

/** Returns the text in commands/usage/ for a command; the services share one. */
export function readUsage(command) {
  const isService = Object.hasOwn(serviceModules, command);
  const name = isService ? "start-service" : command.replaceAll(":", "-");
  const text = readFileSync(join(root, "commands", "usage", `${name}.txt`), "utf8");
  return isService ? text.replaceAll("NAME", command.slice("start:".length)) : text;
}
