/** Operations that together select every field that a schema has. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** One operation, and the fields that it is there for. */
export interface WholeOperation {
  name: string;
  operation: string;
  fields: string[];
}

/** One query a root field and a type that queries lead to, by the shortest way; `id` stands for each argument that is an id. */
export function queriesOfEveryType(schema: GraphQLSchema, id: string): WholeOperation[] {
  const query = schema.getQueryType()!;
  const ways = new Map<string, string[]>([[query.name, []]]);
  for (const [name, way] of ways) {
    for (const field of Object.values((schema.getType(name) as GraphQLObjectType).getFields())) {
      const answers = getNamedType(field.type);
      if (isObjectType(answers) && !ways.has(answers.name)) ways.set(answers.name, [...way, call(field, id)]);
    }
  }
  const roots = Object.values(query.getFields()).map((field) => ({
    name: field.name,
    operation: `{ ${select(field, id)} }`,
    fields: [`Query.${field.name}`],
  }));
  ways.delete(query.name);
  const types = [...ways].map(([name, way]) => {
    const type = schema.getType(name) as GraphQLObjectType;
    const selections = Object.values(type.getFields()).map((field) => select(field, id));
    return {
      name,
      operation: `${way.map((step) => `{ ${step} `).join("")}{ ${selections.join(" ")} }${" }".repeat(way.length)}`,
      fields: Object.keys(type.getFields()).map((field) => `${name}.${field}`),
    };
  });
  return [...roots, ...types];
}

/** One mutation a root field, with all of the payload that is no entity's. */
export function mutationsOfEveryField(schema: GraphQLSchema, id: string): WholeOperation[] {
  return Object.values(schema.getMutationType()!.getFields()).map((field) => {
    const payload = getNamedType(field.type) as GraphQLObjectType;
    const selections = Object.values(payload.getFields()).map((inner) => select(inner, id));
    return {
      name: field.name,
      operation: `mutation { ${call(field, id)} { ${selections.join(" ")} } }`,
      fields: [
        `Mutation.${field.name}`,
        ...Object.keys(payload.getFields()).map((inner) => `${payload.name}.${inner}`),
      ],
    };
  });
}

function select(field: GraphQLField<unknown, unknown>, id: string): string {
  return `${call(field, id)}${isCompositeType(getNamedType(field.type)) ? " { __typename }" : ""}`;
}

/** The field with the arguments that it must have. */
function call({ name, args }: GraphQLField<unknown, unknown>, id: string): string {
  const needed = args.filter(isNeeded).map((arg) => `${arg.name}: ${literal(arg.type, id)}`);
  return needed.length === 0 ? name : `${name}(${needed.join(", ")})`;
}

function isNeeded({ type, defaultValue }: Pick<GraphQLArgument, "type" | "defaultValue">): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function literal(type: GraphQLInputType, id: string): string {
  if (isNonNullType(type)) return literal(type.ofType, id);
  if (isListType(type)) return `[${literal(type.ofType, id)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isNeeded);
    return `{ ${needed.map((field) => `${field.name}: ${literal(field.type, id)}`).join(", ")} }`;
  }
  const byName: Record<string, string> = { ID: `"${id}"`, Int: "1", Float: "1", Boolean: "true" };
  return byName[type.name] ?? '"2030-01-01"';
}
