/** Changes of what clients send: arguments and the fields of input types. */
import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  print,
} from "graphql";
import { argumentOf, type Draft, inputFieldOf, type Rows, type Sides } from "./draft.js";

/** An argument or a field of an input type. */
interface Sent {
  /** `argument` or `input-field`, as kinds begin. */
  what: "argument" | "input-field";
  coordinate: string;
  /** The key of operations that send the field or input type at all. */
  parent: string;
}

const argument = (typeName: string, fieldName: string, name: string): Sent => ({
  what: "argument",
  coordinate: `${typeName}.${fieldName}(${name}:)`,
  parent: `${typeName}.${fieldName}`,
});
const inputField = (typeName: string, name: string): Sent => ({
  what: "input-field",
  coordinate: `${typeName}.${name}`,
  parent: typeName,
});

/** The rows by inspector's name for the change. */
export const inputRows: Rows = {
  FIELD_ARGUMENT_ADDED: (meta) => {
    const { typeName, fieldName, addedArgumentName, addedArgumentType } = meta;
    if (meta.addedToNewField) return null;
    const sent = argument(typeName, fieldName, addedArgumentName);
    return added(sent, addedArgumentType, meta.isAddedFieldArgumentBreaking, meta.hasDefaultValue);
  },
  FIELD_ARGUMENT_REMOVED: ({ typeName, fieldName, removedFieldArgumentName: name, removedFieldType }) =>
    removed(argument(typeName, fieldName, name), removedFieldType),
  FIELD_ARGUMENT_DEFAULT_CHANGED: (meta, sides) => {
    const { typeName, fieldName, argumentName } = meta;
    const sent = argument(typeName, fieldName, argumentName);
    return defaultChanged(sent, sidesOf(meta, sides));
  },
  FIELD_ARGUMENT_TYPE_CHANGED: (meta, sides) => {
    const { typeName, fieldName, argumentName, isSafeArgumentTypeChange } = meta;
    const sent = argument(typeName, fieldName, argumentName);
    return typeChanged(sent, sidesOf(meta, sides), isSafeArgumentTypeChange);
  },
  INPUT_FIELD_ADDED: (meta) => {
    if (meta.addedToNewType) return null;
    const hasDefault = meta.addedFieldDefault !== undefined;
    const isRequired = !meta.isAddedInputFieldTypeNullable && !hasDefault;
    return added(
      inputField(meta.inputName, meta.addedInputFieldName),
      meta.addedInputFieldType,
      isRequired,
      hasDefault,
    );
  },
  INPUT_FIELD_REMOVED: ({ inputName, removedFieldName }, { base }) =>
    removed(
      inputField(inputName, removedFieldName),
      String(inputFieldOf(base, inputName, removedFieldName)?.type),
    ),
  INPUT_FIELD_DEFAULT_VALUE_CHANGED: (meta, sides) => {
    const { inputName, inputFieldName } = meta;
    const sent = inputField(inputName, inputFieldName);
    return defaultChanged(sent, inputSidesOf(meta, sides));
  },
  INPUT_FIELD_TYPE_CHANGED: (meta, sides) =>
    typeChanged(
      inputField(meta.inputName, meta.inputFieldName),
      inputSidesOf(meta, sides),
      meta.isInputFieldTypeChangeSafe,
    ),
};

/** One argument or input field in both schemas. */
interface BothSides {
  wasType: GraphQLInputType | undefined;
  isType: GraphQLInputType | undefined;
  /** Type and default, as SDL has them. */
  was: string;
  is: string;
  wasRequired: boolean;
  isRequired: boolean;
}

function sidesOf(
  { typeName, fieldName, argumentName }: { typeName: string; fieldName: string; argumentName: string },
  { base, head }: Sides,
): BothSides {
  const [old, now] = [base, head].map((schema) => argumentOf(schema, typeName, fieldName, argumentName));
  return {
    ...describeSides(old, now),
    wasRequired: old !== undefined && isRequiredArgument(old),
    isRequired: now !== undefined && isRequiredArgument(now),
  };
}

type Input = GraphQLArgument | GraphQLInputField | undefined;

const describeSides = (old: Input, now: Input) => ({
  wasType: old?.type,
  isType: now?.type,
  was: typeAndDefault(old),
  is: typeAndDefault(now),
});

function typeAndDefault(input: Input): string {
  if (input === undefined) return "";
  const value = input.defaultValue === undefined ? null : astFromValue(input.defaultValue, input.type);
  return value === null || value === undefined ? String(input.type) : `${input.type} = ${print(value)}`;
}

function inputSidesOf(
  { inputName, inputFieldName }: { inputName: string; inputFieldName: string },
  { base, head }: Sides,
): BothSides {
  const [old, now] = [base, head].map((schema) => inputFieldOf(schema, inputName, inputFieldName));
  return {
    ...describeSides(old, now),
    wasRequired: old !== undefined && isRequiredInputField(old),
    isRequired: now !== undefined && isRequiredInputField(now),
  };
}

function added(
  { what, coordinate, parent }: Sent,
  is: string,
  isRequired: boolean,
  hasDefault: boolean,
): Draft {
  if (isRequired) {
    const message = "It must be sent: an operation without it is refused.";
    return {
      severity: "breaking",
      kind: `required-${what}-added`,
      coordinate,
      is,
      message,
      uses: [[parent]],
    };
  }
  return {
    severity: hasDefault ? "dangerous" : "safe",
    kind: `${what}-added`,
    coordinate,
    is,
    message: hasDefault
      ? "The server acts by its default for every client that does not send it."
      : "No client sends it yet, and none must.",
    uses: hasDefault ? [[parent]] : [],
  };
}

const removed = ({ what, coordinate }: Sent, was: string): Draft => ({
  severity: "breaking",
  kind: `${what}-removed`,
  coordinate,
  was,
  message: "It is gone: an operation that sends it is refused.",
  uses: [[coordinate]],
});

/** An operation that may leave it out, or send null, has the key with a question mark. */
const becomesRequired = ({ what, coordinate }: Sent, was: string, is: string): Draft => ({
  severity: "breaking",
  kind: `${what}-made-required`,
  coordinate,
  was,
  is,
  message: "It must be sent now, and not as null: an operation that leaves it out is refused.",
  uses: [[`?${coordinate}`]],
});

function defaultChanged(sent: Sent, sides: BothSides): Draft | null {
  const { was, is, wasType, isType, wasRequired, isRequired } = sides;
  if (isRequired && !wasRequired) {
    // If the type has changed as well, that is told.
    return String(wasType) === String(isType) ? becomesRequired(sent, was, is) : null;
  }
  return {
    // A required one had no default that a client could have relied on.
    severity: wasRequired ? "safe" : "dangerous",
    kind: `${sent.what}-default-changed`,
    coordinate: sent.coordinate,
    was,
    is,
    message: "An operation that leaves it out does something else than before, without an error.",
    uses: [[`?${sent.coordinate}`]],
  };
}

function typeChanged(sent: Sent, sides: BothSides, isSafe: boolean): Draft {
  const { was, is, wasType, isType, wasRequired, isRequired } = sides;
  const { what, coordinate } = sent;
  if (isSafe) {
    const message = "It accepts all that it accepted.";
    return { severity: "safe", kind: `${what}-type-changed`, coordinate, was, is, message, uses: [] };
  }
  const becomes = isRequired && !wasRequired;
  if (becomes && isNonNullType(isType) && String(isType.ofType) === String(wasType)) {
    return becomesRequired(sent, was, is);
  }
  return {
    severity: "breaking",
    kind: `${what}-type-changed`,
    coordinate,
    was,
    is,
    message: "An operation that sends a value of the old type is refused.",
    uses: becomes ? [[coordinate], [`?${coordinate}`]] : [[coordinate]],
  };
}
