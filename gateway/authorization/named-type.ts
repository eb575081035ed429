/** Reads the name of a type in SDL. */
import { Kind, type TypeNode } from "graphql";

/** Returns the name within lists and non-nulls. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
