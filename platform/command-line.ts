/** Reads the arguments of a command. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { StartError } from "./lifecycle.js";
import { toPrintable } from "./text/printable.js";

/** The options of a command by name; each command has `--help` besides. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** With `choices`, the value must be one of them. */
type CommandOption = { type: "boolean" } | { type: "string"; choices?: readonly string[] };

/** The arguments; an option that was not given is undefined. */
export interface CommandLine<Options extends CommandOptions> {
  values: { [Name in keyof Options]?: Options[Name]["type"] extends "string" ? string : boolean };
  positionals: readonly string[];
}

/** How a command reads its arguments. */
export interface CommandLineRules<Options extends CommandOptions> {
  /** Positional arguments: none (false, the default), any (true), or these words. */
  positionals?: boolean | readonly string[];
  /**
   * Returns what is wrong with arguments beyond their kind, a sentence each. The line lacks options that are wrong
   * already; `given` has their names, too.
   */
  findProblems?: (line: CommandLine<Options>, given: ReadonlySet<string>) => readonly string[];
  /** The arguments; by default those of the process. */
  args?: string[];
}

/**
 * Reads the arguments of a command. Returns null when `--help` is among them; the caller then prints the usage.
 * @throws StartError with every problem at once, and the usage.
 */
export function readCommandLine<const Options extends CommandOptions>(
  usage: string,
  options: Options,
  { positionals: allowed = false, findProblems = () => [], args }: CommandLineRules<Options> = {},
): CommandLine<Options> | null {
  const known: NonNullable<ParseArgsConfig["options"]> = { ...options, help: { type: "boolean" } };
  // In strict mode it would throw at the first problem.
  const { values, positionals, tokens } = parseArgs({
    options: known,
    ...(args !== undefined && { args }),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  if (values["help"] !== undefined) return null;
  const problems: string[] = [];
  const seen = new Set<string>();
  const wrong = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "positional") {
      const isAllowed = typeof allowed === "boolean" ? allowed : allowed.includes(token.value);
      if (!isAllowed) problems.push(`Unexpected argument "${token.value}".`);
    } else if (token.kind === "option") {
      const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
      const problem = problemOfOption(token, option, seen.has(token.name));
      seen.add(token.name);
      if (problem === null) continue;
      problems.push(problem);
      wrong.add(token.name);
    }
  }
  const right = Object.entries(values).filter(([name]) => Object.hasOwn(options, name) && !wrong.has(name));
  const line = { values: Object.fromEntries(right) as CommandLine<Options>["values"], positionals };
  problems.push(...findProblems(line, seen));
  if (problems.length > 0) {
    throw new StartError(`${toPrintable(problems.join("\n"), { keepLineBreaks: true })}\n\n${usage}`);
  }
  return line;
}

interface OptionToken {
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

/** What is wrong with an option, in a sentence; null for nothing. */
function problemOfOption(
  { rawName, value, inlineValue }: OptionToken,
  option: CommandOption | undefined,
  isSeen: boolean,
): string | null {
  if (option === undefined) return `Unknown option "${rawName}".`;
  if (option.type === "boolean") return value === undefined ? null : `${rawName} takes no value.`;
  // A value that begins with a dash is most likely the next option.
  const isMissing = value === undefined || value === "" || (!inlineValue && value.startsWith("-"));
  if (isMissing) return `${rawName} needs a value.`;
  if (isSeen) return `${rawName} is given twice.`;
  return option.choices?.includes(value) === false
    ? `${rawName} must be one of ${option.choices.join(", ")}, not "${value}".`
    : null;
}
