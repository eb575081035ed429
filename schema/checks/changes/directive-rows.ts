/** Changes of the directives that operations may carry. */
import { DirectiveLocation, isRequiredArgument } from "graphql";
import type { Draft, Rows, Sides } from "./draft.js";

/** Where a directive stands in operations; all other locations are those of SDL, which no client sees. */
const executable: readonly string[] = [
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
];

const breaking = (kind: string, coordinate: string, message: string, more: Partial<Draft> = {}): Draft => ({
  severity: "breaking",
  kind,
  coordinate,
  message,
  uses: [[coordinate]],
  ...more,
});
const safe = (kind: string, coordinate: string, more: Partial<Draft> = {}): Draft => ({
  severity: "safe",
  kind,
  coordinate,
  message: "No operation is concerned.",
  uses: [],
  ...more,
});

const argumentOf = (schema: Sides["head"], directive: string, argument: string) =>
  schema.getDirective(directive)?.args.find(({ name }) => name === argument);

/** The rows by inspector's name for the change. */
export const directiveRows: Rows = {
  DIRECTIVE_REMOVED: ({ removedDirectiveName }) =>
    breaking("directive-removed", `@${removedDirectiveName}`, "An operation that carries it is refused."),
  DIRECTIVE_ADDED: ({ addedDirectiveName }) => safe("directive-added", `@${addedDirectiveName}`),
  DIRECTIVE_LOCATION_REMOVED: ({ directiveName, removedDirectiveLocation: was }) =>
    executable.includes(was)
      ? breaking(
          "directive-location-removed",
          `@${directiveName}`,
          "An operation that carries it there is refused.",
          { was },
        )
      : safe("directive-location-removed", `@${directiveName}`, { was }),
  DIRECTIVE_LOCATION_ADDED: ({ directiveName, addedDirectiveLocation: is }, { base }) =>
    base.getDirective(directiveName) ? safe("directive-location-added", `@${directiveName}`, { is }) : null,
  DIRECTIVE_REPEATABLE_REMOVED: ({ directiveName }) =>
    breaking(
      "directive-repeatable-removed",
      `@${directiveName}`,
      "An operation that carries it twice at one place is refused.",
    ),
  DIRECTIVE_REPEATABLE_ADDED: ({ directiveName }, { base }) =>
    base.getDirective(directiveName) ? safe("directive-repeatable-added", `@${directiveName}`) : null,
  DIRECTIVE_ARGUMENT_ADDED: ({ directiveName, addedDirectiveArgumentName: name, ...meta }) => {
    if (meta.addedToNewDirective) return null;
    const coordinate = `@${directiveName}(${name}:)`;
    const is = meta.addedDirectiveArgumentType;
    return meta.addedDirectiveArgumentTypeIsNonNull && meta.addedDirectiveDefaultValue === undefined
      ? breaking(
          "required-directive-argument-added",
          coordinate,
          "An operation that carries the directive without it is refused.",
          {
            is,
            uses: [[`@${directiveName}`]],
          },
        )
      : safe("directive-argument-added", coordinate, { is });
  },
  DIRECTIVE_ARGUMENT_REMOVED: ({ directiveName, removedDirectiveArgumentName: name }) =>
    breaking(
      "directive-argument-removed",
      `@${directiveName}(${name}:)`,
      "An operation that sends it is refused.",
    ),
  DIRECTIVE_ARGUMENT_DEFAULT_VALUE_CHANGED: (
    { directiveName, directiveArgumentName: name, ...meta },
    { base, head },
  ) => {
    const [was, is] = [meta.oldDirectiveArgumentDefaultValue, meta.newDirectiveArgumentDefaultValue];
    const coordinate = `@${directiveName}(${name}:)`;
    const now = argumentOf(head, directiveName, name);
    const before = argumentOf(base, directiveName, name);
    const draft: Draft = {
      severity: "dangerous",
      kind: "directive-argument-default-changed",
      coordinate,
      ...(was !== undefined && { was }),
      ...(is !== undefined && { is }),
      message: "An operation that leaves it out does something else than before, without an error.",
      uses: [[`@${directiveName}`]],
    };
    if (!now || !isRequiredArgument(now) || (before && isRequiredArgument(before))) return draft;
    const message = "It must be sent now: an operation that leaves it out is refused.";
    return { ...draft, severity: "breaking", kind: "directive-argument-made-required", message };
  },
  DIRECTIVE_ARGUMENT_TYPE_CHANGED: ({ directiveName, directiveArgumentName: name, ...meta }) => {
    const coordinate = `@${directiveName}(${name}:)`;
    const more = { was: meta.oldDirectiveArgumentType, is: meta.newDirectiveArgumentType };
    return meta.isSafeDirectiveArgumentTypeChange
      ? safe("directive-argument-type-changed", coordinate, more)
      : breaking(
          "directive-argument-type-changed",
          coordinate,
          "An operation that sends a value of the old type, or none, is refused.",
          {
            ...more,
            uses: [[`@${directiveName}`]],
          },
        );
  },
};
