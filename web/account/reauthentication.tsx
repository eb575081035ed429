/** The fields by which the owner of an account shows that it is them, before a change. */
import { CodeField, PasswordField } from "../design/field.js";
import type { Form } from "../forms/use-form.js";
import { useViewer } from "../session/use-session.js";

/** The values of the fields. */
export type Reauthentication = { currentPassword: string; code: string };

/** Empty values, to begin with. */
export const noReauthentication: Reauthentication = { currentPassword: "", code: "" };

/** Returns the input of a mutation: the code only where there is one. */
export const readReauthentication = ({ currentPassword, code }: Reauthentication) => ({
  currentPassword,
  ...(code.trim() !== "" && { code: code.trim() }),
});

/** The current password, and a code if the account has an authenticator app. */
export function ReauthenticationFields<Values extends Reauthentication>({ form }: { form: Form<Values> }) {
  const needsCode = useViewer()?.secondFactorEnabled ?? false;
  return (
    <>
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        {...form.text("currentPassword", { required: "The current password" })}
      />
      {needsCode && (
        <CodeField
          hint="From your authenticator app, or a recovery code."
          {...form.text("code", { required: "The code" })}
        />
      )}
    </>
  );
}
