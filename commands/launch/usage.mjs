/** What the commands do that take no options of their own, and which arguments they have. */

const services = "One service alone in its process, with the settings of the environment and of .env.";

/** By command: what it does, its arguments for the usage, and whether an argument is one of them. */
const usages = {
  start: { does: "Starts the whole system; Ctrl-C stops it." },
  gateway: { script: "start:gateway", does: services },
  auth: { script: "start:auth", does: services },
  user: { script: "start:user", does: services },
  task: { script: "start:task", does: services },
  seed: { does: "Registers a few users with tasks and prints their passwords; development only." },
  example: {
    does: "Tells the story of the graph by @apollo/client, against the running system (GATEHOUSE_URL).",
  },
  build: { does: "Compiles what changed into dist/." },
  check: { does: "Runs every static check." },
  lock: { does: "Writes package-lock.json anew, after a change of dependencies." },
  generate: {
    does: "Composes the supergraph and generates types; with --check, only says whether they are up to date.",
    takes: "[--check]",
    isArgument: (argument) => argument === "--check",
  },
  bench: {
    does: "Runs the benchmarks, or those that are named.",
    takes: "[NAME…]",
    names: ["events", "logins", "attacks", "gateway", "embedded-mongo"],
  },
};

/** Names of the benchmarks, in the order of a full run. */
export const benchmarks = usages.bench.names;

/**
 * Answers for a command with such arguments before anything is installed or done: its usage when `--help` is among
 * them, or everything that is wrong with them; null when the command is to run.
 */
export function findAnswer(command, args) {
  const usage = usages[command];
  if (usage === undefined) return null;
  const { script = command, does, takes = "", names = [], isArgument = (one) => names.includes(one) } = usage;
  const choice = names.length > 0 ? `\nNAME is one of ${names.join(", ")}.` : "";
  const text = `npm run ${script}${takes === "" ? "" : ` -- ${takes}`}\n\n${does}${choice}`;
  if (args.includes("--help")) return { text, exitCode: 0 };
  const wrong = args.filter((argument) => !isArgument(argument));
  if (wrong.length === 0) return null;
  return {
    text: `${wrong.map((one) => `Unknown argument ${JSON.stringify(one)}.`).join("\n")}\n\n${text}`,
    exitCode: 1,
  };
}
