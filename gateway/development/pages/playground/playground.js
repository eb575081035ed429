/** Mounts GraphiQL on the graph of the same origin, beside a sign-in form and a list of examples. */
import { keepAccessible } from "./accessibility.js";
import { showAdvice, showText } from "./advice.js";
import { authorize, isOfSession, showAuthorization } from "./authorization.js";
import { nextFrame, toText } from "./editors.js";
import { createTour, showExamples } from "./examples.js";
import { codesOf, send } from "./graph.js";
import { createPanel } from "./panel.js";
import { createSession } from "./session.js";
import { createSignInForm } from "./sign-in-form.js";
import { storage } from "./storage.js";

const { console: hasConsole, cookie, examples } = JSON.parse(document.getElementById("settings").textContent);
const advice = document.getElementById("advice");
const form = createSignInForm(() => session);
const tour = createTour(examples);
const panel = createPanel();
const session = createSession({
  cookie,
  onChange(state) {
    form.show(state);
    panel.name(state.accessToken === null ? "Examples, sign-in" : `Examples, ${state.name}`);
    if (state.accessToken === null) tour.forget();
    showAuthorization(session);
  },
});

/** For a tenth of a second after a change of tabs GraphiQL still names the operation of the tab before. */
const isNamed = (query, operationName) => new RegExp(`\\s${operationName}\\b`).test(query);

const fetcher = async ({ query, variables, operationName }, { headers: typed } = {}) => {
  const isIntrospection = operationName === "IntrospectionQuery";
  if (isIntrospection) return introspect({ query, variables, operationName }, typed);
  advice.hidden = true;
  await session.beFresh();
  const operation = { query, operationName: isNamed(query, operationName) ? operationName : null };
  operation.variables = await tour.fill({ ...operation, variables }, authorize(typed, session));
  const { answer, requestId } = await sendFresh(operation, typed);
  const signedIn = await signInInstead(operation, answer);
  if (signedIn !== null) return signedIn;
  follow(answer, operation, typed);
  showAdvice(advice, answer, requestId);
  return answer;
};

/** Asks for the schema, by which the editor completes names and marks what is wrong. */
async function introspect(operation, typed) {
  const { answer } = await send(operation, { headers: authorize(typed, session) });
  if (answer.errors && !answer.data)
    showText(
      advice,
      "The editor gets no schema, and so completes nothing: introspection is off here (setting INTROSPECTION).",
    );
  return answer;
}

/** Register, run again, signs in: so the tour goes on with the same names. Null where that is not so, or not possible. */
async function signInInstead(operation, answer) {
  const account = tour.existingAccount(operation, answer);
  if (account === null) return null;
  const login = await session.login(account);
  if (login.errors) return null;
  const note = `${account.identifier} has an account already, so this is the answer of Login.`;
  showText(advice, `${note} Change username and email to open another account.`);
  return { ...login, extensions: { playground: note } };
}

/** Repeats an operation that was refused because its token has expired: nothing of it was done. */
async function sendFresh(operation, typed) {
  const headers = authorize(typed, session);
  const first = await send(operation, { headers });
  const isRefused = codesOf(first.answer).includes("TOKEN_EXPIRED") && first.answer.data == null;
  if (!isRefused || !isOfSession(headers, session) || !(await session.refresh())) return first;
  return send(operation, { headers: authorize(typed, session) });
}

/** Takes over what an answer changes about the session. */
function follow(answer, { query, variables }, typed) {
  tour.remember(answer);
  const issued = Object.values(answer.data ?? {}).find((value) => value?.accessToken);
  const { refreshToken } = session.state;
  if (issued) session.adopt(issued);
  else if (refreshToken && `${query}${JSON.stringify(variables)}`.includes(refreshToken))
    session.forgetRefreshToken();
  const challenge = answer.errors?.find(({ extensions }) => extensions?.challenge)?.extensions.challenge;
  if (challenge) {
    panel.open();
    form.askForCode(challenge);
  }
  const isEnded =
    codesOf(answer).includes("UNAUTHENTICATED") && isOfSession(authorize(typed, session), session);
  if (isEnded && !issued) session.end("Your session has ended. Sign in again.");
}

// GraphiQL gives every tab its variables but the first, for which it looks in the storage.
const [first] = examples;
if (storage.getItem("graphiql:tabState") === null)
  storage.setItem("graphiql:variables", toText(first.variables));

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    storage,
    defaultTabs: [{ query: first.query, variables: toText(first.variables) }],
    defaultQuery: "",
    defaultEditorToolsVisibility: true,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    async onTabChange() {
      await nextFrame();
      showAuthorization(session);
    },
  }),
);
keepAccessible();
document.getElementById("console").hidden = !hasConsole;
showExamples(document.getElementById("examples"), examples, () => panel.close());
form.show(session.state);
document.addEventListener("visibilitychange", () => document.hidden || session.beFresh());
session.restore();
