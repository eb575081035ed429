/** The custom scalars of the schema: how they are serialized, and which kind of value they accept. */
import { GraphQLScalarType } from "graphql";

/** `DateTime`: a `Date` of the services, serialized as RFC 3339 in UTC. */
export const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  serialize: (value) => (value as Date).toISOString(),
  parseValue(value) {
    const date = new Date(readText("DateTime", value));
    if (Number.isNaN(date.getTime())) throw new TypeError("DateTime must be an RFC 3339 instant.");
    return date;
  },
});

/**
 * `Date`: a string; the service checks that the day exists, and names the field in its error.
 * @public Offered to subgraphs, whether or not one uses it.
 */
export const dateScalar = createTextScalar("Date");

/** `EmailAddress`: a string; the service checks its form, and names the field in its error. */
export const emailAddressScalar = createTextScalar("EmailAddress");

function createTextScalar(name: string): GraphQLScalarType<string, string> {
  return new GraphQLScalarType({ name, serialize: String, parseValue: (value) => readText(name, value) });
}

function readText(name: string, value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`${name} must be a text.`);
  return value;
}
