/** The page "Forgotten password": it asks for a mail with a link. */
import { requestPasswordReset } from "@gatehouse/client";
import { useState } from "react";
import { TextField } from "../design/field.js";
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { failureOf } from "../forms/failure-of.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { Link } from "../router/link.js";
import { client } from "../session/client.js";

/** The page. What it says does not depend on whether the account exists. */
export function ForgottenPasswordPage() {
  const [isSent, setSent] = useState(false);
  const form = useForm({ identifier: "" }, async ({ identifier }) => {
    const result = await requestPasswordReset(client, identifier);
    setSent(result.status === "done");
    return failureOf(result);
  });
  return (
    <Page
      title="Forgotten password"
      {...(!isSent && { lead: "We mail you a link by which you choose a new password." })}
    >
      {isSent ? (
        <Notice tone="success" live>
          <p>
            If there is such an account, a mail with a link is on its way to its address. The link works for a
            few minutes.
          </p>
        </Notice>
      ) : (
        <FormView form={form}>
          <TextField
            label="Username or e-mail"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            {...form.text("identifier", { required: "The username or e-mail address" })}
          />
          <SubmitButton form={form} wide>
            Send the link
          </SubmitButton>
        </FormView>
      )}
      <Link to="/sign-in">Back to the sign-in</Link>
    </Page>
  );
}
