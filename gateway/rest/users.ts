/** Users as the old user service had them: `status` is 1 or 0. */
import { badInput } from "../../platform/errors.js";
import { nextOf, nodesOf, readId, readPage } from "./read-body.js";
import type { RestAction, RestData, RestInput } from "./rest-route.js";
import { nextSchema, objectOf, profileSchema, userSchema } from "./schemas.js";

/** The body of a change of a user. */
const changedUserBody = objectOf(
  {
    display_name: { type: ["string", "null"], description: "1 to 100 characters; also as `displayName`." },
    bio: { type: ["string", "null"], description: "At most 2,000 characters." },
  },
  [],
);

/** The variables of `updateUser`. */
function readChangedUser(input: RestInput) {
  const { body } = input;
  for (const name of ["username", "password"])
    if (Object.hasOwn(body, name))
      throw badInput(
        name,
        `A ${name} is not changed here: the graph has \`changePassword\`, and no username changes.`,
      );
  const changed: Record<string, unknown> = {};
  for (const [field, ...names] of [
    ["displayName", "display_name", "displayName"],
    ["bio", "bio"],
  ] as const) {
    const name = names.find((one) => Object.hasOwn(body, one));
    if (name !== undefined) changed[field] = body[name];
  }
  return { ...readId(input), input: changed };
}

/** Returns a user of the graph as the old service had it. */
export function toOldUser({ id, username, enabled, roles, displayName, createdAt, email }: RestData): object {
  return {
    id,
    username,
    status: enabled ? 1 : 0,
    roles,
    ...(displayName !== undefined && { display_name: displayName }),
    ...(createdAt !== undefined && { created_at: createdAt }),
    ...(email !== undefined && { email }),
  };
}

/** The caller's own user. */
export const profile: RestAction = {
  summary: "Returns the caller's own user.",
  variables: () => ({}),
  response: profileSchema,
  present: ({ me }) => (me === null ? null : toOldUser(me as RestData)),
};

/** A page of users. */
export const userList: RestAction = {
  summary: "Lists the users.",
  isPaged: true,
  variables: readPage,
  response: objectOf({
    status: { const: "success" },
    users: { type: "array", items: userSchema },
    next: nextSchema,
  }),
  present: ({ users }) => ({ status: "success", users: nodesOf(users).map(toOldUser), next: nextOf(users) }),
};

/** An act on one user, whose root field is `field`. */
const oneUser = (summary: string, field: string, message: string): RestAction => ({
  summary,
  variables: readId,
  response: objectOf({ status: { const: "success" }, message: { type: "string" }, user: userSchema }),
  present: ({ [field]: user }) =>
    user === null ? null : { status: "success", message, user: toOldUser(user as RestData) },
});

export const findUser = oneUser("Returns a user.", "user", "The user is found.");
export const changeUser: RestAction = {
  ...oneUser(
    "Changes the profile of a user: the user itself and admins may.",
    "updateUser",
    "The user is changed.",
  ),
  body: changedUserBody,
  variables: readChangedUser,
};
export const enableUser = oneUser("Enables an account. For admins.", "enableUser", "The user is enabled.");
export const disableUser = oneUser(
  "Disables an account and ends its sessions. For admins.",
  "disableUser",
  "The user is disabled.",
);
