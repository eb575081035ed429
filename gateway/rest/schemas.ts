/** JSON schemas (2020-12) of what REST routes take and return, for OpenAPI. */

/** A JSON schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const text = { type: "string" } as const;
const instant = { type: "string", format: "date-time" } as const;

/** Describes an object; all properties are required unless `required` says otherwise. */
export function objectOf(
  properties: Record<string, JsonSchema>,
  required = Object.keys(properties),
): JsonSchema {
  return { type: "object", properties, required };
}

/** A text with a description. */
export const textOf = (description: string): JsonSchema => ({ ...text, description });

/** The envelope of the old auth and task services. */
export const envelopeOf = (statusCode: number, content: Record<string, JsonSchema>): JsonSchema =>
  objectOf({ statusCode: { const: statusCode }, intData: objectOf({ message: text, ...content }) });

/** A user as the old user service returned it: `status` is 1 while the account is enabled, else 0. */
export const userSchema = objectOf(
  {
    id: text,
    username: text,
    status: { enum: [0, 1] },
    roles: { type: "array", items: { enum: ["USER", "ADMIN"] } },
    display_name: text,
    created_at: instant,
  },
  ["id", "username", "status", "roles"],
);

/** The caller's own profile. */
export const profileSchema = objectOf({
  ...(userSchema["properties"] as Record<string, JsonSchema>),
  email: { type: ["string", "null"] },
});

/** A task as the old task service returned it. */
export const taskSchema = objectOf({
  id: text,
  _id: text,
  name: text,
  description: text,
  status: { enum: ["todo", "in_progress", "done"] },
  priority: { enum: ["LOW", "NORMAL", "HIGH", "URGENT"] },
  dead_line: { type: ["string", "null"], format: "date" },
  is_alive: { type: "boolean" },
  created_by: text,
  created_at: instant,
  updated_at: instant,
});

/** The cursor of the next page; null on the last one. */
export const nextSchema: JsonSchema = {
  type: ["string", "null"],
  description: "The value of `after` for the next page; null on the last one.",
};

/** The body of every error. */
export const errorSchema = objectOf(
  {
    status: { const: "error" },
    statusCode: { type: "integer" },
    code: textOf("The error's code; docs/errors.md lists them."),
    message: text,
    field: textOf("The name of the value that is wrong."),
  },
  ["status", "statusCode", "code", "message"],
);
