/** Changes of which types and values a client may get or send: those of interfaces, unions and enums. */
import type { Rows } from "./draft.js";

/** The rows by inspector's name for the change. */
export const memberRows: Rows = {
  OBJECT_TYPE_INTERFACE_REMOVED: ({ objectTypeName, removedInterfaceName }) => ({
    severity: "breaking",
    kind: "interface-removed",
    coordinate: `${objectTypeName} implements ${removedInterfaceName}`,
    message: `An operation that selects ${objectTypeName} where ${removedInterfaceName} is returned is refused, or gets none.`,
    uses: [[removedInterfaceName, objectTypeName]],
  }),
  OBJECT_TYPE_INTERFACE_ADDED: ({ objectTypeName, addedInterfaceName }, { base }) =>
    base.getType(objectTypeName) === undefined || base.getType(addedInterfaceName) === undefined
      ? null
      : {
          severity: "dangerous",
          kind: "interface-added",
          coordinate: `${objectTypeName} implements ${addedInterfaceName}`,
          message: `A client that selects ${addedInterfaceName} can get a type that it does not know.`,
          uses: [[addedInterfaceName]],
        },
  UNION_MEMBER_REMOVED: ({ unionName, removedUnionMemberTypeName }) => ({
    severity: "breaking",
    kind: "union-member-removed",
    coordinate: `${unionName}.${removedUnionMemberTypeName}`,
    message: `An operation that selects ${removedUnionMemberTypeName} in the union is refused, or gets none.`,
    uses: [[unionName, removedUnionMemberTypeName]],
  }),
  UNION_MEMBER_ADDED: ({ unionName, addedUnionMemberTypeName, addedToNewType }) =>
    addedToNewType
      ? null
      : {
          severity: "dangerous",
          kind: "union-member-added",
          coordinate: `${unionName}.${addedUnionMemberTypeName}`,
          message: "A client that selects the union can get a type that it does not know.",
          uses: [[unionName]],
        },
  ENUM_VALUE_REMOVED: ({ enumName, removedEnumValueName }, { isSent }) => {
    const coordinate = `${enumName}.${removedEnumValueName}`;
    return {
      severity: "breaking",
      kind: "enum-value-removed",
      coordinate,
      message: isSent(enumName)
        ? "An operation that sends the value is refused; a client that compares with it never finds it again."
        : "A client that compares with the value never finds it again.",
      uses: isSent(enumName) ? [[coordinate]] : [[`>${enumName}`]],
    };
  },
  ENUM_VALUE_ADDED: ({ enumName, addedEnumValueName, addedToNewType }, { isReceived }) =>
    addedToNewType
      ? null
      : {
          severity: isReceived(enumName) ? "dangerous" : "safe",
          kind: "enum-value-added",
          coordinate: `${enumName}.${addedEnumValueName}`,
          message: isReceived(enumName)
            ? "A client that reads the enum can get a value that it does not know."
            : "Clients only send the enum; none gets the new value.",
          uses: isReceived(enumName) ? [[`>${enumName}`]] : [],
        },
};
