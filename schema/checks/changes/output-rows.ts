/** Changes of what clients select: fields, types and root types. */
import { getNullableType, isNonNullType } from "graphql";
import { fieldOf, type Rows } from "./draft.js";

/** The rows by inspector's name for the change. */
export const outputRows: Rows = {
  FIELD_REMOVED: ({ typeName, removedFieldName }, { base }) => {
    const coordinate = `${typeName}.${removedFieldName}`;
    return {
      severity: "breaking",
      kind: "field-removed",
      coordinate,
      was: String(fieldOf(base, typeName, removedFieldName)?.type),
      message: "The field is gone: an operation that selects it is refused.",
      uses: [[coordinate]],
    };
  },
  FIELD_ADDED: ({ typeName, addedFieldName, addedFieldReturnType }, { base }) =>
    base.getType(typeName) === undefined
      ? null
      : {
          severity: "safe",
          kind: "field-added",
          coordinate: `${typeName}.${addedFieldName}`,
          is: addedFieldReturnType,
          message: "No client asks for it yet.",
          uses: [],
        },
  FIELD_TYPE_CHANGED: (
    { typeName, fieldName, oldFieldType, newFieldType, isSafeFieldTypeChange },
    { base, head },
  ) => {
    const coordinate = `${typeName}.${fieldName}`;
    const [was, is] = [fieldOf(base, typeName, fieldName)?.type, fieldOf(head, typeName, fieldName)?.type];
    const becomesNullable = isNonNullType(was) && String(getNullableType(was)) === String(is);
    return {
      severity: isSafeFieldTypeChange ? "safe" : "breaking",
      kind: "field-type-changed",
      coordinate,
      was: oldFieldType,
      is: newFieldType,
      message: isSafeFieldTypeChange
        ? "It promises more than before."
        : becomesNullable
          ? "It may be null now: a client that reads it without a check fails."
          : "A client that reads it gets another type than its code expects.",
      uses: [[coordinate]],
    };
  },
  TYPE_REMOVED: ({ removedTypeName }) => ({
    severity: "breaking",
    kind: "type-removed",
    coordinate: removedTypeName,
    message: "The type is gone: an operation that names it, or selects or sends what is in it, is refused.",
    uses: [[removedTypeName], [`>${removedTypeName}`]],
  }),
  TYPE_ADDED: ({ addedTypeName }) => ({
    severity: "safe",
    kind: "type-added",
    coordinate: addedTypeName,
    message: "No client uses it yet.",
    uses: [],
  }),
  TYPE_KIND_CHANGED: ({ typeName, oldTypeKind, newTypeKind }) => ({
    severity: "breaking",
    kind: "type-kind-changed",
    coordinate: typeName,
    was: oldTypeKind,
    is: newTypeKind,
    message: "An operation that uses the type as what it was is refused.",
    uses: [[typeName], [`>${typeName}`]],
  }),
  SCHEMA_QUERY_TYPE_CHANGED: ({ oldQueryTypeName, newQueryTypeName }) =>
    rootChanged("query", oldQueryTypeName, newQueryTypeName),
  SCHEMA_MUTATION_TYPE_CHANGED: ({ oldMutationTypeName, newMutationTypeName }) =>
    rootChanged("mutation", oldMutationTypeName, newMutationTypeName),
  SCHEMA_SUBSCRIPTION_TYPE_CHANGED: ({ oldSubscriptionTypeName, newSubscriptionTypeName }) =>
    rootChanged("subscription", oldSubscriptionTypeName, newSubscriptionTypeName),
};

/** A root type that comes or goes is told as a type that does. */
function rootChanged(operation: string, was: string | null | undefined, is: string | null | undefined) {
  if (!was || !is) return null;
  return {
    severity: "breaking" as const,
    kind: "root-type-changed",
    coordinate: `schema.${operation}`,
    was,
    is,
    message: `Every ${operation} reads another type than before.`,
    uses: [[`#${operation}`]],
  };
}
