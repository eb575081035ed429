/** The authenticator app: set up with a QR code, removed, and its recovery codes renewed. */
import { removeTotp, replaceRecoveryCodes } from "@gatehouse/client";
import { lazy, Suspense, useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { Section } from "../design/page.js";
import { Badge, Skeleton } from "../design/placeholder.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import type { SignedInUser } from "../session/use-session.js";
import { noReauthentication, ReauthenticationFields } from "./reauthentication.js";
import { RecoveryCodes } from "./recovery-codes.js";
import { reloadSessions } from "./reload-sessions.js";

/** With the encoder of QR codes. */
const SetUpAuthenticator = lazy(async () => ({
  default: (await import("./set-up-authenticator.js")).SetUpAuthenticator,
}));

type Task = "set up" | "remove" | "renew" | null;

/** The section. */
export function AuthenticatorSection({ viewer }: { viewer: SignedInUser }) {
  const [task, setTask] = useState<Task>(null);
  const close = () => setTask(null);
  const isOn = viewer.secondFactorEnabled ?? false;
  return (
    <Section
      title="Authenticator app"
      lead="A sign-in by password then also asks for a code of an app on your phone."
      actions={
        isOn ? (
          <>
            <Button onClick={() => setTask("renew")}>New recovery codes</Button>
            <Button onClick={() => setTask("remove")}>Remove app</Button>
          </>
        ) : (
          <Button onClick={() => setTask("set up")}>Set up app</Button>
        )
      }
    >
      <p>{isOn ? <Badge tone="success">On</Badge> : <Badge>Off</Badge>}</p>
      <Dialog open={task === "set up"} onClose={close} title="Set up an authenticator app">
        <Suspense fallback={<Skeleton />}>
          <SetUpAuthenticator viewer={viewer} onDone={close} />
        </Suspense>
      </Dialog>
      <Dialog
        open={task === "remove"}
        onClose={close}
        title="Remove the authenticator app"
        description="A sign-in then asks for the password alone, and your recovery codes are worthless."
      >
        <RemoveForm onDone={close} />
      </Dialog>
      <Dialog open={task === "renew"} onClose={close} title="New recovery codes">
        <RenewForm onDone={close} />
      </Dialog>
    </Section>
  );
}

function RemoveForm({ onDone }: { onDone: () => void }) {
  const form = useForm(noReauthentication, async (input) => {
    const result = await removeTotp(client, input);
    if (result.status === "failed") return result.error;
    reloadSessions();
    showToast("The authenticator app is removed.");
    onDone();
  });
  return (
    <FormView form={form}>
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form} variant="danger">
          Remove
        </SubmitButton>
      </div>
    </FormView>
  );
}

function RenewForm({ onDone }: { onDone: () => void }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const form = useForm(noReauthentication, async (input) => {
    const result = await replaceRecoveryCodes(client, input);
    if (result.status === "failed") return result.error;
    setCodes(result.codes);
    reloadSessions();
  });
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  return (
    <FormView form={form}>
      <p>The codes that you have now are worthless then.</p>
      <ReauthenticationFields form={form} />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form}>Renew</SubmitButton>
      </div>
    </FormView>
  );
}
