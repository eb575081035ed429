/** The page "Sign in": by password, with a code if the account asks for one, or by passkey. */
import { type CodeNeeded, login, signInWithPasskey, supportsPasskeys } from "@gatehouse/client";
import { useEffect, useRef, useState } from "react";
import { Button } from "../design/button.js";
import { CodeField, PasswordField, TextField } from "../design/field.js";
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { failureOf } from "../forms/failure-of.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { Link } from "../router/link.js";
import { client } from "../session/client.js";
import { useSession } from "../session/use-session.js";

/** The page. A sign-in that has succeeded changes the session, which leads to the next page. */
export function SignInPage() {
  const [step, setStep] = useState<CodeNeeded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const restart = (why: string | null) => {
    setProblem(why);
    setStep(null);
  };
  return step === null ? (
    <PasswordStep problem={problem} onCodeNeeded={setStep} />
  ) : (
    <CodeStep step={step} onRestart={restart} />
  );
}

/** Why a page that was signed in is here. */
const reasons = {
  signedOut: ["success", "You are signed out."],
  ended: ["warning", "Your session has ended: it expired, was ended elsewhere, or the account was disabled."],
  reused: [
    "danger",
    "Your session was ended for safety: its token was used twice, so another person may have it. Change your password.",
  ],
} as const;

function SignOutReason() {
  const session = useSession();
  if (session.status !== "signedOut" || session.reason === undefined) return null;
  const [tone, text] = reasons[session.reason];
  return (
    <Notice tone={tone} live>
      <p>{text}</p>
    </Notice>
  );
}

interface PasswordStepProps {
  /** Why the sign-in begins again. */
  problem: string | null;
  onCodeNeeded: (step: CodeNeeded) => void;
}

function PasswordStep({ problem, onCodeNeeded }: PasswordStepProps) {
  const form = useForm({ identifier: "", password: "" }, async (input) => {
    const result = await login(client, input);
    if (result.status === "codeNeeded") onCodeNeeded(result);
    return failureOf(result);
  });
  return (
    <Page title="Sign in">
      <SignOutReason />
      {problem !== null && (
        <Notice tone="warning" live>
          <p>{problem}</p>
        </Notice>
      )}
      <FormView form={form}>
        <TextField
          label="Username or e-mail"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...form.text("identifier", { required: "The username or e-mail address" })}
        />
        <PasswordField
          label="Password"
          autoComplete="current-password"
          {...form.text("password", { required: "The password" })}
        />
        <SubmitButton form={form} wide>
          Sign in
        </SubmitButton>
      </FormView>
      {supportsPasskeys() && <PasskeyStep />}
      <div className="links">
        <Link to="/forgotten-password">Forgotten password?</Link>
        <Link to="/create-account">Create account</Link>
      </div>
    </Page>
  );
}

function PasskeyStep() {
  const form = useForm({}, async () => failureOf(await signInWithPasskey(client)));
  return (
    <>
      <p className="divider">or</p>
      <FormView form={form}>
        <Button type="submit" icon="key" wide busy={form.busy}>
          Use a passkey
        </Button>
      </FormView>
    </>
  );
}

interface CodeStepProps {
  step: CodeNeeded;
  onRestart: (why: string | null) => void;
}

function CodeStep({ step, onRestart }: CodeStepProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const form = useForm({ code: "" }, async ({ code }) => {
    const failure = failureOf(await step.confirm(code.trim()));
    // The password was some minutes ago: it is asked for again.
    if (failure !== undefined && "field" in failure && failure.field === "challenge") {
      onRestart(failure.message);
      return;
    }
    return failure;
  });
  return (
    <Page title="Sign in" lead="The password is right. This account also asks for a code.">
      <FormView form={form}>
        <CodeField
          ref={field}
          hint="Six digits from your authenticator app, or one of your recovery codes."
          {...form.text("code", { required: "The code" })}
        />
        <SubmitButton form={form} wide>
          Sign in
        </SubmitButton>
        <Button variant="quiet" wide onClick={() => onRestart(null)}>
          Begin again
        </Button>
      </FormView>
    </Page>
  );
}
