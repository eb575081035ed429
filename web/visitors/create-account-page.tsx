/** The page "Create account". */
import { register } from "@gatehouse/client";
import { useState } from "react";
import { TextField } from "../design/field.js";
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { failureOf } from "../forms/failure-of.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { NewPasswordField } from "../passwords/new-password-field.js";
import { Link } from "../router/link.js";
import { client } from "../session/client.js";

/** The page. A registration signs in, unless the server confirms addresses before. */
export function CreateAccountPage() {
  const [mailedTo, setMailedTo] = useState<string | null>(null);
  const form = useForm({ username: "", email: "", password: "" }, async (input) => {
    const result = await register(client, input);
    if (result.status === "confirmationNeeded") setMailedTo(input.email);
    return failureOf(result);
  });
  if (mailedTo !== null) {
    return (
      <Page title="Create account">
        <Notice tone="success" live>
          <p>
            A mail is on its way to <strong>{mailedTo}</strong>. Its link creates your account.
          </p>
        </Notice>
        <Link to="/sign-in">Sign in</Link>
      </Page>
    );
  }
  const { username, email } = form.values;
  return (
    <Page title="Create account">
      <FormView form={form}>
        <TextField
          label="Username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...form.text("username", { required: "A username" })}
        />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="email"
          {...form.text("email", { required: "An e-mail address" })}
        />
        <NewPasswordField
          personal={[username, email]}
          binding={form.text("password", { required: "A password" })}
        />
        <SubmitButton form={form} wide>
          Create account
        </SubmitButton>
      </FormView>
      <p>
        You have an account? <Link to="/sign-in">Sign in</Link>
      </p>
    </Page>
  );
}
