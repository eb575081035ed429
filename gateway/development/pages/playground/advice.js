/** Says below the answer what to do about its errors. */

const texts = {
  UNAUTHENTICATED: "Sign in with the form, or run Register or Login.",
  TOKEN_EXPIRED: "The token in Headers has expired. Remove it, and sign in.",
  INVALID_CREDENTIALS: "The name or the password is wrong. Run Register if there is no such account yet.",
  MFA_REQUIRED: "The password is right. Enter the code in the sign-in form.",
  TOKEN_REUSED: "This refresh token was used before, so its session has ended. Sign in again.",
  CONFIRMATION_REQUIRED: "Open the link in the mail.",
  EMAIL_NOT_VERIFIED: "Run requestEmailVerification, and open the link in the mail.",
  REAUTHENTICATION_REQUIRED: "Send currentPassword too, or sign in again.",
  FORBIDDEN:
    "This needs the owner or an admin. Make one by npm run create-admin -- --username NAME --email EMAIL",
  NOT_FOUND: "It does not exist, or you may not see it. Run Tasks for the ids of your tasks.",
  SERVICE_UNAVAILABLE: "A part of the system does not answer. Try again.",
  INTERNAL_SERVER_ERROR: "This is a fault of the server. Its log has the cause",
  GRAPHQL_PARSE_FAILED: "The document has a syntax error. The editor marks it.",
  GRAPHQL_VALIDATION_FAILED:
    "The document does not fit the schema. The editor marks what is wrong; Ctrl-Space completes.",
  OPERATION_NOT_REGISTERED: "This gateway runs registered operations only (setting PERSISTED_OPERATIONS).",
  NO_ANSWER: "Is it running? Start it by npm start, and run the operation again.",
  NO_JSON: "Something between this page and the gateway answers in its place.",
  SIGN_IN_FAILED: "See the error of the sign-in.",
};

const ofDetails = {
  BAD_USER_INPUT: ({ fields = [] }) => {
    const places = fields.map(({ field, message }) => `${field}: ${message}`);
    return places.length === 0
      ? "A value is wrong. The editor of Variables marks it."
      : `Change ${places.join(" ")}`;
  },
  CONFLICT: ({ field, version }) =>
    version === undefined
      ? `Another one has that${field ? ` ${field}` : ""}, or it has changed meanwhile. Choose another value, or read it again.`
      : `It has changed meanwhile. Read it again, and send expectedVersion: ${version}.`,
  RATE_LIMITED: ({ retryAfterSeconds }) => `Wait ${retryAfterSeconds ?? "some"} seconds, then run it again.`,
};

/** Codes that a mail helps with. */
const mailed = new Set(["CONFIRMATION_REQUIRED", "EMAIL_NOT_VERIFIED"]);

/** Shows what to do about the answer's errors, or nothing. */
export function showAdvice(place, { errors = [] }, requestId) {
  const known = new Map(errors.map((error) => [error.extensions?.code, adviceOf(error, requestId)]));
  place.replaceChildren(...[...known].map(([code, text]) => toParagraph(code, text)));
  place.hidden = known.size === 0;
}

/** Shows a text of the page itself. */
export function showText(place, text) {
  place.replaceChildren(toParagraph(null, text));
  place.hidden = false;
}

function adviceOf({ message, extensions: { code, ...details } = {} }, requestId) {
  if (code in ofDetails) return ofDetails[code](details);
  if (/_LIMIT_EXCEEDED$/.test(code)) return `${message} Ask for less at once.`;
  const text = texts[code] ?? message;
  return code === "INTERNAL_SERVER_ERROR" ? `${text}${requestId ? ` at request ${requestId}` : ""}.` : text;
}

function toParagraph(code, text) {
  const paragraph = document.createElement("p");
  if (code) paragraph.append(Object.assign(document.createElement("strong"), { textContent: code }), " ");
  paragraph.append(text);
  if (mailed.has(code)) {
    paragraph.append(
      " ",
      Object.assign(document.createElement("a"), { href: "mailbox", textContent: "Open the mailbox" }),
    );
  }
  return paragraph;
}
