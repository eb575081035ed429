/** Registration and sign-in as the old auth services had them. */
import { operations } from "./operations.js";
import { readText, requireText } from "./read-body.js";
import type { NextOperation, RestAction, RestData, RestError, RestInput } from "./rest-route.js";
import { envelopeOf, objectOf, textOf, userSchema } from "./schemas.js";
import { toOldUser } from "./users.js";

/** The body of a registration. The old services had no address; `status` is ignored. */
const registrationBody = objectOf({
  username: textOf("3 to 32 of a-z, 0-9, `_`, `-` and `.`."),
  email: textOf("The address, which the old services did not ask for."),
  password: textOf("12 to 256 characters; see docs/security/passwords.md."),
});

/** The body of a sign-in. */
const loginBody = objectOf(
  {
    username: textOf("The username or the e-mail address; also as `email`."),
    password: textOf("The password."),
    otp: textOf("The code of an authenticator app; read only if the account has one."),
  },
  ["username", "password"],
);

/** The response to a sign-in, in the forms of both old auth services. */
const tokenSchema = (statusCode: 200 | 201) => ({
  allOf: [
    envelopeOf(statusCode, { token: textOf("The access token."), data: userSchema }),
    objectOf({
      token: textOf("The same token."),
      token_type: { const: "Bearer" },
      expires_in: { type: "integer" },
    }),
  ],
});

/** The variables of `register`. */
const readRegistration = (input: RestInput) => ({
  input: {
    username: requireText(input, "username"),
    email: requireText(input, "email"),
    password: requireText(input, "password"),
  },
});

/** The variables of `login`. */
const readLogin = (input: RestInput) => ({
  input: {
    identifier: requireText(input, "username", "email", "identifier"),
    password: requireText(input, "password"),
  },
});

/** The old sign-in sent the code along: it answers the challenge of an account with a second factor. */
function answerChallenge({ extensions }: RestError, input: RestInput): NextOperation | null {
  const code = readText(input, "otp", "code");
  if (extensions?.["code"] !== "MFA_REQUIRED" || code === undefined) return null;
  return {
    operation: operations.loginWithCode,
    variables: { input: { challenge: extensions["challenge"], code } },
  };
}

/** Presents the result of a sign-in. */
function presentToken(statusCode: 200 | 201, message: string, payload: RestData): object {
  const { accessToken: token, expiresIn, user } = payload;
  return {
    statusCode,
    intData: { message, token, data: toOldUser(user as RestData) },
    token,
    token_type: "Bearer",
    expires_in: expiresIn,
  };
}

/** Registers. */
export const registration: RestAction = {
  summary: "Creates an account and signs it in.",
  isPublic: true,
  body: registrationBody,
  variables: readRegistration,
  response: tokenSchema(201),
  present: ({ register }) => presentToken(201, "The user is registered.", register as RestData),
};

/** Signs in. */
export const login: RestAction = {
  summary: "Signs in by username or e-mail address.",
  isPublic: true,
  body: loginBody,
  variables: readLogin,
  next: answerChallenge,
  response: tokenSchema(200),
  present: ({ login: first, loginWithCode }) =>
    presentToken(200, "Signed in.", (first ?? loginWithCode) as RestData),
};
