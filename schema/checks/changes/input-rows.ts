/** Changes of what clients send: arguments and the fields of input types. */
import { inputFieldOf, type Rows } from "./draft.js";
import { added, defaultChanged, removed, type Sent, typeChanged } from "./input-drafts.js";
import { inputSidesOf, sidesOf } from "./input-sides.js";

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
