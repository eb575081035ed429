/** Walks the elements of a schema that can be deprecated. */
import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";

/** A field, argument, input field or enum value. */
export interface Element {
  coordinate: string;
  deprecationReason: string | null;
}

/** Elements by coordinate, those of introspection aside. */
export function elementsOf(schema: GraphQLSchema): Map<string, Element> {
  const elements = new Map<string, Element>();
  const add = (
    coordinate: string,
    { deprecationReason }: { deprecationReason?: string | null | undefined },
  ) => elements.set(coordinate, { coordinate, deprecationReason: deprecationReason ?? null });
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    if (isEnumType(type)) for (const value of type.getValues()) add(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      add(`${type.name}.${field.name}`, field);
      for (const argument of field.args) add(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return elements;
}
