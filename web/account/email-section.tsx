/** The e-mail address: whether it is confirmed, and its change. */
import { changeEmail, requestEmailVerification } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { TextField } from "../design/field.js";
import { Section } from "../design/page.js";
import { Badge } from "../design/placeholder.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import type { SignedInUser } from "../session/use-session.js";
import { noReauthentication, ReauthenticationFields, readReauthentication } from "./reauthentication.js";

/** The section. */
export function EmailSection({ viewer }: { viewer: SignedInUser }) {
  const [isChanging, setChanging] = useState(false);
  const [isSending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const result = await requestEmailVerification(client);
    showToast(
      result.status === "done"
        ? `A mail with a link is on its way to ${viewer.email}.`
        : result.error.message,
    );
    setSending(false);
  };
  const isOpen = viewer.email !== null && !viewer.emailVerified;
  return (
    <Section
      title="E-mail"
      lead={
        isOpen && "Confirm your address: it is needed for a second factor, and if you forget your password."
      }
      actions={
        <>
          {isOpen && (
            <Button busy={isSending} onClick={() => void send()}>
              Send a link
            </Button>
          )}
          <Button onClick={() => setChanging(true)}>Change address</Button>
        </>
      }
    >
      <p className="row__title">
        <span className="row__main">{viewer.email ?? "No address: another account has confirmed it."}</span>
        {viewer.email !== null &&
          (viewer.emailVerified ? (
            <Badge tone="success">Confirmed</Badge>
          ) : (
            <Badge tone="warning">Not confirmed</Badge>
          ))}
      </p>
      <Dialog
        open={isChanging}
        onClose={() => setChanging(false)}
        title="Change address"
        description="We mail a link to the new address. Until you use it, the old one stays."
      >
        <ChangeEmailForm onDone={() => setChanging(false)} />
      </Dialog>
    </Section>
  );
}

function ChangeEmailForm({ onDone }: { onDone: () => void }) {
  const form = useForm({ newEmail: "", ...noReauthentication }, async ({ newEmail, ...rest }) => {
    const result = await changeEmail(client, { newEmail, ...readReauthentication(rest) });
    if (result.status === "failed") return result.error;
    showToast(`A mail with a link is on its way to ${newEmail}.`);
    onDone();
  });
  return (
    <FormView form={form}>
      <TextField
        label="New e-mail"
        type="email"
        autoComplete="email"
        {...form.text("newEmail", { required: "The new address" })}
      />
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form}>Save</SubmitButton>
      </div>
    </FormView>
  );
}
