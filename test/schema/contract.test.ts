/** The graph at the gateway keeps its promise to clients: contract.graphql. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { projectRoot } from "../../platform/project-root.js";

const read = (path: string) => buildSchema(readFileSync(join(projectRoot, path), "utf8"));
const contract = read("test/schema/contract.graphql");
const actual = read("schema/api.graphql");

/** Every coordinate of a schema with what a client may rely on there. */
function promises(schema: GraphQLSchema): Map<string, string> {
  const found = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap()))
    if (!type.name.startsWith("__")) describeType(type, found);
  return found;
}

function describeType(type: GraphQLNamedType, found: Map<string, string>): void {
  found.set(type.name, type.constructor.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) found.set(`${type.name}.${name}`, "value");
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      found.set(`${type.name}.${field.name}`, `${field.type} = ${JSON.stringify(field.defaultValue)}`);
    }
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  for (const field of Object.values(type.getFields())) {
    found.set(`${type.name}.${field.name}`, String(field.type));
    for (const { name, type: argumentType, defaultValue } of field.args) {
      found.set(`${type.name}.${field.name}(${name}:)`, `${argumentType} = ${JSON.stringify(defaultValue)}`);
    }
  }
}

describe("schema/api.graphql", () => {
  it("holds every name, argument, default and nullability of the contract", () => {
    const given = promises(actual);
    const broken = [...promises(contract)]
      .filter(([coordinate, promise]) => given.get(coordinate) !== promise)
      .map(([coordinate, promise]) => `${coordinate}: ${promise}, but it is ${given.get(coordinate)}`);
    expect(broken).toEqual([]);
  });

  it("demands no argument of a field, and no field of an input, that the contract knows without it", () => {
    const promised = promises(contract);
    const isKnown = (coordinate: string) => promised.has(coordinate.replace(/\(.*|\.\w+$/, ""));
    const demanded = [...promises(actual)]
      .filter(([coordinate, what]) => !promised.has(coordinate) && what.endsWith("! = undefined"))
      .filter(([coordinate]) => isKnown(coordinate))
      .map(([coordinate]) => coordinate);
    expect(demanded).toEqual([]);
  });

  it("says in words what every field of a root type does", () => {
    const silent = [actual.getQueryType(), actual.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}).filter(({ description }) => !description),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
