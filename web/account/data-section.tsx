/** What Gatehouse knows of the signed-in user: its download, and the deletion of the account. */
import { deleteAccount, readError } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { TextField } from "../design/field.js";
import { Section } from "../design/page.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import type { SignedInUser } from "../session/use-session.js";
import { collectData } from "./collect-data.js";
import { noReauthentication, ReauthenticationFields, readReauthentication } from "./reauthentication.js";
import { saveFile } from "./save-file.js";

/** The section. */
export function DataSection({ viewer }: { viewer: SignedInUser }) {
  const [isLoading, setLoading] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const download = async () => {
    setLoading(true);
    await collectData()
      .then((text) => saveFile(`gatehouse-${viewer.username}.json`, "application/json", text))
      .catch((thrown: unknown) => showToast(readError(thrown).message));
    setLoading(false);
  };
  return (
    <Section
      title="Your data"
      lead="Your account, sessions, activity and tasks, as one file."
      actions={
        <>
          <Button icon="download" busy={isLoading} onClick={() => void download()}>
            Download
          </Button>
          <Button variant="danger" onClick={() => setDeleting(true)}>
            Delete account
          </Button>
        </>
      }
    >
      <Dialog
        open={isDeleting}
        onClose={() => setDeleting(false)}
        title="Delete account"
        description="Your account, your profile and the tasks that you own are deleted for good. There is no way back."
      >
        <DeleteForm viewer={viewer} onCancel={() => setDeleting(false)} />
      </Dialog>
    </Section>
  );
}

function DeleteForm({ viewer, onCancel }: { viewer: SignedInUser; onCancel: () => void }) {
  const form = useForm({ ...noReauthentication, username: "" }, async ({ username, ...proof }) => {
    if (username.trim().toLowerCase() !== viewer.username.toLowerCase()) {
      const message = `Type ${viewer.username} to say that you mean it.`;
      return { code: "BAD_USER_INPUT", message, field: "username", fields: [{ field: "username", message }] };
    }
    const result = await deleteAccount(client, readReauthentication(proof));
    if (result.status === "failed") return result.error;
    showToast("Your account is deleted.");
  });
  return (
    <FormView form={form}>
      <TextField
        label="Username"
        hint={`Type ${viewer.username} to say that you mean it.`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...form.text("username", { required: "The username" })}
      />
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onCancel}>Cancel</Button>
        <SubmitButton form={form} variant="danger">
          Delete
        </SubmitButton>
      </div>
    </FormView>
  );
}
