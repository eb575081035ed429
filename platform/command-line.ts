/** Reads the arguments of a command. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { StartError } from "./lifecycle.js";
import { toPrintable } from "./printable.js";

/** The options of a command by name; each command has `--help` besides. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** With `choices`, the value must be one of them. */
type CommandOption = { type: "boolean" } | { type: "string"; choices?: readonly string[] };

/** The arguments; an option that was not given is undefined. */
export interface CommandLine<Options extends CommandOptions> {
  values: { [Name in keyof Options]?: Options[Name]["type"] extends "string" ? string : boolean };
  positionals: readonly string[];
}

/**
 * Reads `args`, by default those of the process. `positionals` tells whether positional arguments are allowed, or lists
 * the allowed ones. Returns null when `--help` is among the arguments; the caller then prints the usage.
 * @throws StartError with every problem at once, and the usage.
 */
export function readCommandLine<const Options extends CommandOptions>(
  usage: string,
  options: Options,
  { positionals: known = false, args }: { positionals?: boolean | readonly string[]; args?: string[] } = {},
): CommandLine<Options> | null {
  const knownOptions: NonNullable<ParseArgsConfig["options"]> = { ...options, help: { type: "boolean" } };
  // In strict mode it would throw at the first problem.
  const { values, positionals, tokens } = parseArgs({
    options: knownOptions,
    ...(args !== undefined && { args }),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  if (values["help"] !== undefined) return null;
  const seen = new Set<string>();
  const problems = tokens.flatMap((token) => {
    if (token.kind === "positional") {
      const isKnown = typeof known === "boolean" ? known : known.includes(token.value);
      return isKnown ? [] : [`Unexpected argument "${token.value}".`];
    }
    if (token.kind !== "option") return [];
    const option = knownOptions[token.name];
    if (option === undefined) return [`Unknown option "${token.rawName}".`];
    if (option.type === "boolean")
      return token.value === undefined ? [] : [`${token.rawName} takes no value.`];
    // A value that begins with a dash is most likely the next option.
    const isMissing = token.value === undefined || (!token.inlineValue && token.value.startsWith("-"));
    if (isMissing) return [`${token.rawName} needs a value.`];
    if (seen.has(token.name)) return [`${token.rawName} is given twice.`];
    seen.add(token.name);
    const { choices } = options[token.name] as { choices?: readonly string[] };
    return choices?.includes(token.value ?? "") === false
      ? [`${token.rawName} must be one of ${choices.join(", ")}, not "${token.value}".`]
      : [];
  });
  if (problems.length > 0) {
    throw new StartError(`${toPrintable(problems.join("\n"), { keepLineBreaks: true })}\n\n${usage}`);
  }
  return { values: values as CommandLine<Options>["values"], positionals };
}
