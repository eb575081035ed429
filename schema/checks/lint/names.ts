/** Rules on names, and on the types of what is called an id. */
import { getNamedType, isEnumType, isInputObjectType, specifiedDirectives } from "graphql";
import { type Fault, inputsOf, type LintRule, outputFieldsOf, typesOf } from "./fault.js";

const pascalCase = /^[A-Z][A-Za-z0-9]*$/;
const camelCase = /^[a-z][A-Za-z0-9]*$/;
const upperCase = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Types in PascalCase, enum values in UPPER_CASE, all else in camelCase. A query is no verb, and no name says its kind. */
export const namingConvention: LintRule = (schema) => {
  const faults: Fault[] = [];
  const check = (isRight: boolean, coordinate: string, message: string) => {
    if (!isRight) faults.push({ coordinate, message });
  };
  const [query, mutation] = [schema.getQueryType()?.name, schema.getMutationType()?.name];
  for (const type of typesOf(schema)) {
    check(pascalCase.test(type.name), type.name, "A type's name is in PascalCase.");
    if (isEnumType(type))
      for (const { name } of type.getValues())
        check(upperCase.test(name), `${type.name}.${name}`, "An enum's value is in UPPER_CASE.");
    if (isInputObjectType(type))
      check(
        /(Input|Filter|Order)$/.test(type.name),
        type.name,
        "An input type is called …Input, …Filter or …Order.",
      );
    for (const [coordinate, { name }] of [...outputFieldsOf(type), ...inputsOf(type)])
      check(camelCase.test(name), coordinate, "A field's or argument's name is in camelCase.");
    for (const [coordinate, { name }] of outputFieldsOf(type)) {
      if (type.name === query)
        check(
          !/^(get|list|fetch|query)[A-Z]|Query$/.test(name),
          coordinate,
          "A query is called like what it returns.",
        );
      if (type.name === mutation)
        check(
          !/^mutat(e|ion)[A-Z]|Mutation$/.test(name),
          coordinate,
          "A mutation is called like what it does.",
        );
    }
  }
  for (const { name } of schema.getDirectives())
    if (!specifiedDirectives.some((one) => one.name === name))
      check(
        /^[a-z][A-Za-z0-9]*(__[a-z][A-Za-z0-9]*)?$/.test(name),
        `@${name}`,
        "A directive's name is in camelCase.",
      );
  return faults;
};

/** What is called `id`, `ids`, `…Id` or `…Ids` is an ID: of another type, clients compute with it, or confuse it with text. */
export const idType: LintRule = (schema) =>
  typesOf(schema)
    .flatMap((type) => [...outputFieldsOf(type), ...inputsOf(type)])
    .filter(
      ([, { name, type }]) =>
        /^ids?$|[a-z0-9]Ids?$/.test(name) && /^(String|Int|Float)$/.test(getNamedType(type).name),
    )
    .map(([coordinate, { type }]) => ({
      coordinate,
      message: `It is called an id and is of the type ${type}: use ID.`,
    }));
