/** Lists the fields of a schema that an operation can select. */
import { type GraphQLSchema, isInterfaceType, isObjectType } from "graphql";

/** Returns the fields of all objects and interfaces, without those of introspection. */
export function fieldsOf(schema: GraphQLSchema): [type: string, field: string][] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    !type.name.startsWith("__") && (isObjectType(type) || isInterfaceType(type))
      ? Object.keys(type.getFields()).map((field): [string, string] => [type.name, field])
      : [],
  );
}

/** Returns whether the schema has the field. */
export function hasField(schema: GraphQLSchema, type: string, field: string): boolean {
  const known = schema.getType(type);
  return (isObjectType(known) || isInterfaceType(known)) && Object.hasOwn(known.getFields(), field);
}
