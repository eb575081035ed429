/** The page "New password", to which the link of a forgotten password leads. */
import { resetPassword } from "@gatehouse/client";
import { useState } from "react";
import { Notice } from "../design/notice.js";
import { Page } from "../design/page.js";
import { failureOf } from "../forms/failure-of.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { NewPasswordField } from "../passwords/new-password-field.js";
import { Link } from "../router/link.js";
import { client } from "../session/client.js";
import { NoToken } from "./no-token.js";
import { useLinkToken } from "./use-link-token.js";

/** The page. A reset ends all sessions and begins none, so the sign-in is next. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  const form = useForm({ newPassword: "" }, async ({ newPassword }) => {
    const result = await resetPassword(client, { token: token ?? "", newPassword });
    setDone(result.status === "done");
    return failureOf(result);
  });
  if (token === null) {
    return <NoToken title="New password" to="/forgotten-password" action="Ask for another link" />;
  }
  if (isDone) {
    return (
      <Page title="New password">
        <Notice tone="success" live>
          <p>Your password is changed, and every session of your account has ended.</p>
        </Notice>
        <Link to="/sign-in" className="button button--primary button--wide">
          Sign in
        </Link>
      </Page>
    );
  }
  return (
    <Page title="New password">
      <FormView form={form}>
        <NewPasswordField personal={[]} binding={form.text("newPassword", { required: "A password" })} />
        <SubmitButton form={form} wide>
          Save
        </SubmitButton>
      </FormView>
      <Link to="/forgotten-password">Ask for another link</Link>
    </Page>
  );
}
