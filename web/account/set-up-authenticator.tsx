/** The steps by which an authenticator app is set up: the password, the QR code with a first code, the recovery codes. */
import { viewerQuery } from "@gatehouse/client";
import { useState } from "react";
import { Button } from "../design/button.js";
import { CodeField, PasswordField } from "../design/field.js";
import { Notice } from "../design/notice.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import type { SignedInUser } from "../session/use-session.js";
import {
  beginAuthenticatorAppMutation,
  confirmAuthenticatorAppMutation,
  ownSessionsQuery,
} from "./operations.generated.js";
import { QrCode } from "./qr-code.js";
import { RecoveryCodes } from "./recovery-codes.js";

interface Enrolment {
  secret: string;
  uri: string;
}

interface Props {
  viewer: SignedInUser;
  onDone: () => void;
}

/** The steps. */
export function SetUpAuthenticator({ viewer, onDone }: Props) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const finish = () => {
    // Only now: the page shows the codes until they are saved.
    void client.query({ query: viewerQuery, fetchPolicy: "network-only" });
    onDone();
  };
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={finish} />;
  if (enrolment !== null) return <ScanStep enrolment={enrolment} onConfirmed={setCodes} />;
  if (!viewer.emailVerified) {
    return (
      <>
        <Notice tone="warning">
          <p>Confirm your e-mail address first: it is the way back if you lose your phone.</p>
        </Notice>
        <div className="button-row">
          <Button onClick={onDone}>Close</Button>
        </div>
      </>
    );
  }
  return <PasswordStep onDone={onDone} onEnrolled={setEnrolment} />;
}

function PasswordStep({
  onDone,
  onEnrolled,
}: {
  onDone: () => void;
  onEnrolled: (enrolment: Enrolment) => void;
}) {
  const form = useForm({ currentPassword: "" }, async (input) => {
    const { data } = await client.mutate({
      mutation: beginAuthenticatorAppMutation,
      variables: { input },
      fetchPolicy: "no-cache",
    });
    if (data) onEnrolled(data.enrolTotp);
  });
  return (
    <FormView form={form} label="Set up an authenticator app">
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        {...form.text("currentPassword", { required: "The current password" })}
      />
      <div className="button-row">
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton form={form}>Continue</SubmitButton>
      </div>
    </FormView>
  );
}

function ScanStep({
  enrolment: { secret, uri },
  onConfirmed,
}: {
  enrolment: Enrolment;
  onConfirmed: (codes: readonly string[]) => void;
}) {
  const form = useForm({ code: "" }, async ({ code }) => {
    const { data } = await client.mutate({
      mutation: confirmAuthenticatorAppMutation,
      variables: { input: { code: code.trim() } },
      fetchPolicy: "no-cache",
      refetchQueries: [ownSessionsQuery],
    });
    onConfirmed(data?.confirmTotp.recoveryCodes ?? []);
  });
  return (
    <FormView form={form} label="Set up an authenticator app">
      <p>Scan this with the app, or enter the secret by hand. Then type the code that the app shows.</p>
      <QrCode text={uri} label="QR code for the authenticator app" />
      <code className="secret">{secret.match(/.{1,4}/g)?.join(" ")}</code>
      <CodeField inputMode="numeric" {...form.text("code", { required: "The code" })} />
      <div className="button-row">
        <SubmitButton form={form}>Confirm</SubmitButton>
      </div>
    </FormView>
  );
}
