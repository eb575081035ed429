/** The sign-in form: a password, then a code if the account has a second factor; and who is signed in. */
import { codesOf } from "./graph.js";

const element = (id) => document.getElementById(id);

const messages = {
  INVALID_CREDENTIALS: "The name or the password is wrong.",
  NO_ANSWER: "The gateway does not answer. Is npm start running?",
};

/** Connects the form with the session. Returns what shows a state of it, and what asks for a code. */
export function createSignInForm(getSession) {
  const [form, signedIn, error, note] = ["sign-in", "signed-in", "sign-in-error", "session-note"].map(
    element,
  );
  const { identifier, password, code } = form.elements;
  let challenge = null;

  /** The step of the code when there is a challenge, else that of the password. */
  const showStep = (next) => {
    challenge = next;
    const isCode = challenge !== null;
    element("password-step").hidden = isCode;
    element("code-step").hidden = !isCode;
    element("back").hidden = !isCode;
    for (const field of [identifier, password]) field.disabled = isCode;
    code.disabled = !isCode;
    code.value = "";
    showError("", null);
  };

  const showError = (text, field) => {
    error.textContent = text;
    for (const one of [identifier, password, code]) {
      one.toggleAttribute("aria-invalid", one === field);
      if (one === field) one.setAttribute("aria-describedby", `${error.id} code-help`);
      else if (one !== code) one.removeAttribute("aria-describedby");
    }
    field?.focus();
  };

  const explain = (answer) => {
    const [first] = answer.errors ?? [];
    return messages[codesOf(answer)[0]] ?? first?.message ?? "";
  };

  const enterPassword = async () => {
    const missing = [identifier, password].find(({ value }) => value === "");
    if (missing) return showError("Enter a name and a password.", missing);
    const answer = await getSession().login({ identifier: identifier.value, password: password.value });
    const { extensions } = answer.errors?.[0] ?? {};
    if (extensions?.code === "MFA_REQUIRED") return askForCode(extensions.challenge);
    if (answer.errors) showError(explain(answer), password);
  };

  const enterCode = async () => {
    if (code.value.trim() === "") return showError("Enter the code.", code);
    const answer = await getSession().loginWithCode({ challenge, code: code.value.trim() });
    if (!answer.errors) return;
    if (answer.errors[0].extensions?.field !== "challenge")
      return showError("The code is wrong, or was used before.", code);
    showStep(null);
    showError("That took too long. Enter the password again.", password);
  };

  const askForCode = (next) => {
    showStep(next);
    code.focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") return;
    // Not `disabled`, which would take the focus away.
    button.setAttribute("aria-disabled", "true");
    showError("", null);
    await (challenge === null ? enterPassword() : enterCode());
    button.removeAttribute("aria-disabled");
  });
  element("back").addEventListener("click", () => {
    showStep(null);
    identifier.focus();
  });
  element("sign-out").addEventListener("click", () => getSession().signOut());

  return {
    askForCode,
    show({ accessToken, name, note: text, refreshToken, expiresAt }) {
      const isSignedIn = accessToken !== null;
      // The focus goes to what takes the place of the element that has it.
      const hadFocus = (isSignedIn ? form : signedIn).contains(document.activeElement);
      form.hidden = isSignedIn;
      signedIn.hidden = !isSignedIn;
      if (!isSignedIn) {
        note.textContent = text || "You are signed out.";
        element("who").textContent = "";
        if (hadFocus) identifier.focus();
        return;
      }
      showStep(null);
      password.value = "";
      const who = `Signed in as ${name}.`;
      if (element("who").textContent !== who) element("who").textContent = who;
      const time = new Date(expiresAt).toLocaleTimeString();
      element("validity").textContent =
        refreshToken === null
          ? `The token is in Headers until ${time}. There is no refresh token; sign in by the form for a longer session.`
          : `The token is in Headers, valid until ${time}, and is refreshed by itself.`;
      if (hadFocus) element("sign-out").focus();
    },
  };
}
