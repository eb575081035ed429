/** The password: its change. */
import { changePassword } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { PasswordField } from "../design/field.js";
import { Section } from "../design/page.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { NewPasswordField } from "../passwords/new-password-field.js";
import { client } from "../session/client.js";
import type { SignedInUser } from "../session/use-session.js";
import { reloadSessions } from "./reload-sessions.js";

/** The section. */
export function PasswordSection({ viewer }: { viewer: SignedInUser }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Password" actions={<Button onClick={() => setOpen(true)}>Change password</Button>}>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title="Change password"
        description="You stay signed in here, and are signed out everywhere else."
      >
        <ChangePasswordForm viewer={viewer} onDone={() => setOpen(false)} />
      </Dialog>
    </Section>
  );
}

function ChangePasswordForm({ viewer, onDone }: { viewer: SignedInUser; onDone: () => void }) {
  const form = useForm({ currentPassword: "", newPassword: "" }, async (input) => {
    const result = await changePassword(client, input);
    if (result.status === "failed") return result.error;
    reloadSessions();
    showToast("Your password is changed.");
    onDone();
  });
  return (
    <FormView form={form}>
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        {...form.text("currentPassword", { required: "The current password" })}
      />
      <NewPasswordField
        label="New password"
        personal={[viewer.username, viewer.email]}
        binding={form.text("newPassword", { required: "The new password" })}
      />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form}>Save</SubmitButton>
      </div>
    </FormView>
  );
}
