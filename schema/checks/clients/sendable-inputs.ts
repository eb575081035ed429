/** Finds the fields of input types that an operation may send by its variables. */
import {
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from "graphql";

/** All that a variable of a type can carry: the fields of input types, their types, the values of enums. */
export function createSendableReader(): (type: GraphQLInputType) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (type) => {
    const { name } = getNamedType(type);
    const before = known.get(name);
    if (before) return before;
    const keys = new Set<string>();
    collectSendable(type, keys);
    known.set(name, keys);
    return keys;
  };
}

function collectSendable(type: GraphQLInputType, keys: Set<string>): void {
  const named = getNamedType(type);
  if (keys.has(named.name)) return;
  keys.add(named.name);
  if (isEnumType(named)) for (const { name } of named.getValues()) keys.add(`${named.name}.${name}`);
  if (!isInputObjectType(named)) return;
  for (const field of Object.values(named.getFields())) {
    keys.add(`${named.name}.${field.name}`);
    if (mayBeLeftOut(field)) keys.add(`?${named.name}.${field.name}`);
    collectSendable(field.type, keys);
  }
}

const mayBeLeftOut = ({ type, defaultValue }: GraphQLInputField): boolean =>
  !isNonNullType(type) || defaultValue !== undefined;
