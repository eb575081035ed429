/** The page "Create account" to which a mailed link leads: there the password is chosen, and the account is created. */
import { confirmRegistration } from "@gatehouse/client";
import { useState } from "react";
import { TextField } from "../design/field.js";
import { Page } from "../design/page.js";
import { failureOf } from "../forms/failure-of.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { NewPasswordField } from "../passwords/new-password-field.js";
import { client } from "../session/client.js";
import { NoToken } from "./no-token.js";
import { useLinkToken } from "./use-link-token.js";

/** The page. The username is asked for only if the one that was wished for is taken meanwhile. */
export function ConfirmRegistrationPage() {
  const token = useLinkToken();
  const [isTaken, setTaken] = useState(false);
  const form = useForm({ username: "", password: "" }, async ({ username, password }) => {
    const input = { token: token ?? "", password, ...(username !== "" && { username }) };
    const failure = failureOf(await confirmRegistration(client, input));
    if (failure !== undefined && "field" in failure && failure.field === "username") setTaken(true);
    return failure;
  });
  if (token === null) return <NoToken title="Create account" to="/create-account" action="Create account" />;
  return (
    <Page
      title="Create account"
      lead="Your address is confirmed by this. Choose the password of your account."
    >
      <FormView form={form}>
        {isTaken && (
          <TextField
            label="Username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            {...form.text("username", { required: "Another username" })}
          />
        )}
        <NewPasswordField
          personal={[form.values.username]}
          binding={form.text("password", { required: "A password" })}
        />
        <SubmitButton form={form} wide>
          Create account
        </SubmitButton>
      </FormView>
    </Page>
  );
}
