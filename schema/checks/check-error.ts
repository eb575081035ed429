/** The check could not run: composition fails, the base is not found, a file is not readable. Exit code 2. */
export class CheckError extends Error {
  override readonly name = "CheckError";

  /** `problems` are shown as they are, one a line. */
  constructor(
    readonly problems: readonly string[],
    /** Where they are in the SDL, for annotations. */
    readonly places: readonly (readonly { subgraph: string; line: number }[])[] = [],
  ) {
    super(problems.join("\n"));
  }
}
